using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Training.Operators;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Training.Execution;

/// <summary>The operators that the trainer can run, one family a file.</summary>
internal sealed class OperatorRegistry
{
    private readonly Dictionary<string, OperatorEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>Every operator there is.</summary>
    public static OperatorRegistry Default { get; } = Create();

    /// <summary>By name, all of the default domain.</summary>
    public IReadOnlyDictionary<string, OperatorEntry> Entries => _entries;

    /// <summary>Adds an operator of the default domain; the parameters are those of <see cref="OperatorEntry"/>.</summary>
    public void Add(string opType, OperatorBuilder build, int[]? weights = null, bool passesWeights = false, bool trains = true) =>
        _entries.Add(opType, new(build, weights ?? [], passesWeights, trains));

    /// <summary>The entry of a node's operator, or null when the trainer does not know it.</summary>
    public OperatorEntry? Find(GraphNode node) => node.Domain is "" or "ai.onnx" ? _entries.GetValueOrDefault(node.OpType) : null;

    /// <exception cref="StepFailureException">The trainer does not know the operator.</exception>
    public OperatorEntry Get(GraphNode node, int opset) => Find(node) ?? throw new StepFailureException(
        FailureCause.Unsupported,
        $"The trainer does not know {node} (opset {opset}).");

    private static OperatorRegistry Create()
    {
        var registry = new OperatorRegistry();
        ConvOperators.Register(registry);
        NormOperators.Register(registry);
        ActivationOperators.Register(registry);
        ArithmeticOperators.Register(registry);
        PoolOperators.Register(registry);
        ShapeOperators.Register(registry);
        SelectionOperators.Register(registry);
        MaskOperators.Register(registry);
        MatMulOperators.Register(registry);
        ReduceOperators.Register(registry);
        ScatterOperators.Register(registry);
        SortOperators.Register(registry);
        ResizeOperators.Register(registry);
        SamplingOperators.Register(registry);
        RecurrentOperators.Register(registry);
        IntegerOperators.Register(registry);
        QuantizeOperators.Register(registry);
        return registry;
    }
}
