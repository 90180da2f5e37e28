using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Shapes;
using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Training.Barriers;

/// <summary>
/// The element types and ranks of a graph's values. Files and passes declare them only sometimes; ONNX Runtime's inference fills in what is missing, but
/// only where something in the graph is not the trainer's, since the trainer itself needs no declared types.
/// </summary>
internal sealed class ValueTypes
{
    private readonly Dictionary<string, GraphValue> _inferred;

    private ValueTypes(Dictionary<string, GraphValue> inferred) => _inferred = inferred;

    /// <summary><see cref="ElementType.Undefined"/> for what is no tensor, and where nothing is known.</summary>
    public ElementType this[GraphValue value] =>
        value.Type != ElementType.Undefined ? value.Type : _inferred.GetValueOrDefault(value.Name)?.Type ?? ElementType.Undefined;

    /// <summary>The axes, or null when their number is not known.</summary>
    public int? RankOf(GraphValue value) => (value.Shape ?? _inferred.GetValueOrDefault(value.Name)?.Shape)?.Length;

    /// <summary>What the values themselves say, and nothing else.</summary>
    public static ValueTypes Declared { get; } = new([]);

    /// <exception cref="AutoCompress.Trials.StepFailureException">ONNX Runtime refuses the graph.</exception>
    public static ValueTypes Of(ModelGraph graph)
    {
        if (!HoldsStrangers(graph) || graph.Values.All(IsDeclared))
        {
            return Declared;
        }

        var inferred = SkeletonInference.Run(graph);
        return new(graph.Values.Where(value => !IsDeclared(value) && inferred.TryGetValue(value.Name, out _))
            .ToDictionary(value => value.Name, value => inferred[value.Name], StringComparer.Ordinal));
    }

    /// <summary>Whether libtorch can hold the value, as far as its type is known.</summary>
    public bool CanHold(GraphValue value) => IsTensor(value) && (this[value] is ElementType.Undefined || this[value].ToTorch() is not null);

    /// <summary>Whether the value may have a gradient: floats do, and what nothing is known of.</summary>
    public bool MayHaveGradient(GraphValue value)
    {
        var type = this[value] is ElementType.Undefined && value.Producer is { } node && node.Is("Cast") ? (ElementType)node.Int("to", 0) : this[value];
        return IsTensor(value) && (type is ElementType.Undefined || type.IsFloatingPoint());
    }

    /// <summary>The type for a person.</summary>
    public string Describe(GraphValue value) =>
        !IsTensor(value) ? "a sequence, a map or an optional" : this[value] == ElementType.Undefined ? "of a type that nothing tells" : $"of type {this[value]}";

    private bool IsTensor(GraphValue value) => value.OpaqueType is null && _inferred.GetValueOrDefault(value.Name)?.OpaqueType is null;

    private static bool IsDeclared(GraphValue value) => value.OpaqueType is not null || value is { Type: not ElementType.Undefined, Shape: not null };

    private static bool HoldsStrangers(ModelGraph graph) => graph.Nodes.Any(node => OperatorRegistry.Default.Find(node) is null)
        || graph.Values.Any(value => value.OpaqueType is not null || (value.Type != ElementType.Undefined && value.Type.ToTorch() is null));
}
