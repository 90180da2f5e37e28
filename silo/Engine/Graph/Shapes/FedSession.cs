using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Graph.Shapes;

/// <summary>
/// A session for a few runs of a graph that is fed its weights where they lie, so that a large model is not held twice more, in its file and in ONNX
/// Runtime.
/// </summary>
internal sealed class FedSession : IDisposable
{
    /// <summary>One run on a handful of samples takes far less, unless the model was made to keep us busy.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly OrtSession _session;
    private readonly List<(string Name, Tensor Value)> _weights;

    private FedSession(OrtSession session, List<(string, Tensor)> weights) => (_session, _weights) = (session, weights);

    /// <param name="extraOutputs">Values to expose besides the graph's outputs.</param>
    /// <exception cref="StepFailureException">ONNX Runtime refuses the graph.</exception>
    public static FedSession Of(ModelGraph graph, params IReadOnlyList<string> extraOutputs)
    {
        var options = new OrtOptions { Optimization = OrtOptimization.None, ExtraOutputs = [.. extraOutputs] };
        var fed = graph.Clone();
        var constants = fed.Constants.Where(SkeletonInference.IsWeight).ToList();
        List<(string, Tensor)> weights = [.. constants.Select(constant => (constant.Name, constant.Constant!))];
        constants.ForEach(fed.TurnIntoInput);
        try
        {
            return new(OrtSession.Of(fed, options), weights);
        }
        catch (StepFailureException e) when (e.Cause is FailureCause.InvalidModel or FailureCause.Unsupported)
        {
            // Some kernels want their weights constant.
            return new(OrtSession.Of(graph, options), []);
        }
    }

    /// <exception cref="StepFailureException">The inputs do not fit, an operator refuses them, or <see cref="FailureCause.Timeout"/>.</exception>
    public Tensor[] Run(IReadOnlyList<(string Name, Tensor Value)> inputs, IReadOnlyCollection<string> outputs) =>
        _session.Run([.. inputs, .. _weights], outputs, Limit);

    /// <summary>All outputs.</summary>
    /// <inheritdoc cref="Run(IReadOnlyList{ValueTuple{string, Tensor}}, IReadOnlyCollection{string})"/>
    public Tensor[] Run(IReadOnlyList<(string Name, Tensor Value)> inputs) => Run(inputs, [.. _session.Outputs.Select(output => output.Name)]);

    public void Dispose() => _session.Dispose();
}
