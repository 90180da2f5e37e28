using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Training.Optimizing;

/// <summary>Adam (Kingma and Ba 2015) with decoupled weight decay (Loshchilov and Hutter 2019); β 0.9 and 0.999, ε 1e-8.</summary>
internal sealed class AdamW : IOptimizer
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;
    private readonly TorchScope _scope = new();
    private readonly IReadOnlyList<Parameter> _named;
    private readonly TorchTensor[] _parameters;
    private readonly TorchTensor[] _decayed;
    private readonly TorchTensor[] _means;
    private readonly TorchTensor[] _squares;
    private readonly double _decay;

    public AdamW(IReadOnlyList<Parameter> parameters, double decay)
    {
        (_named, _decay) = (parameters, decay);
        _parameters = [.. parameters.Select(parameter => parameter.Tensor)];
        _decayed = [.. parameters.Where(parameter => decay > 0 && parameter.Kind == ParameterKind.Weight).Select(parameter => parameter.Tensor)];
        _means = Foreach.Zeros(_scope, _parameters);
        _squares = Foreach.Zeros(_scope, _parameters);
    }

    public IEnumerable<(string Name, TorchTensor Tensor)> State => _named.Select((parameter, i) => (parameter.Name + "/mean", _means[i]))
        .Concat(_named.Select((parameter, i) => (parameter.Name + "/square", _squares[i])));

    public void Step(TorchTensor[] gradients, double learningRate, long step)
    {
        Foreach.Scale(_decayed, 1 - (learningRate * _decay));
        Foreach.Scale(_means, Beta1);
        Foreach.Add(_means, gradients, 1 - Beta1);
        Foreach.Scale(_squares, Beta2);
        Foreach.AddProduct(_squares, gradients, gradients, 1 - Beta2);
        var divisors = Foreach.Sqrt(_squares);
        Foreach.Scale(divisors, 1 / Math.Sqrt(1 - Math.Pow(Beta2, step + 1)));
        Foreach.Add(divisors, Epsilon);
        Foreach.AddQuotient(_parameters, _means, divisors, -learningRate / (1 - Math.Pow(Beta1, step + 1)));
    }

    public void Dispose() => _scope.Dispose();
}
