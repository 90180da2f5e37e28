using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Training.Optimizing;

/// <summary>
/// Stochastic gradient descent with Nesterov momentum m and L2 weight decay d, as PyTorch writes it:
/// v ← m·v + g + d·p, p ← p − η·(g + d·p + m·v).
/// </summary>
internal sealed class Sgd : IOptimizer
{
    private readonly TorchScope _scope = new();
    private readonly TorchTensor[] _parameters;
    private readonly TorchTensor[] _velocities;
    private readonly TorchTensor[] _decayed;
    private readonly TorchTensor[] _decayedVelocities;
    private readonly IReadOnlyList<Parameter> _named;
    private readonly double _momentum;
    private readonly double _decay;

    public Sgd(IReadOnlyList<Parameter> parameters, double momentum, double decay)
    {
        (_named, _momentum, _decay) = (parameters, momentum, decay);
        _parameters = [.. parameters.Select(parameter => parameter.Tensor)];
        _velocities = Foreach.Zeros(_scope, _parameters);
        var weights = Enumerable.Range(0, parameters.Count).Where(i => decay > 0 && parameters[i].Kind == ParameterKind.Weight).ToList();
        _decayed = [.. weights.Select(i => _parameters[i])];
        _decayedVelocities = [.. weights.Select(i => _velocities[i])];
    }

    public IEnumerable<(string Name, TorchTensor Tensor)> State =>
        _named.Zip(_velocities, (parameter, velocity) => (parameter.Name + "/velocity", velocity));

    public void Step(TorchTensor[] gradients, double learningRate, long step)
    {
        Foreach.Scale(_velocities, _momentum);
        Foreach.Add(_velocities, gradients, 1);
        Foreach.Add(_decayedVelocities, _decayed, _decay);
        Foreach.Scale(_decayed, 1 - (learningRate * _decay));
        Foreach.Add(_parameters, gradients, -learningRate);
        Foreach.Add(_parameters, _velocities, -learningRate * _momentum);
    }

    public void Dispose() => _scope.Dispose();
}
