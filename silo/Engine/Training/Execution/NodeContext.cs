using AutoCompress.Engine.Graph;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Training.Execution;

/// <summary>A node as its builder sees it.</summary>
/// <param name="Node">The node.</param>
/// <param name="Opset">Version of the default operator set.</param>
internal sealed record NodeContext(GraphNode Node, int Opset)
{
    public long Int(string attribute, long otherwise) => Node.Int(attribute, otherwise);

    public double Float(string attribute, float otherwise) => Node.Float(attribute, otherwise);

    /// <summary>Null when the attribute is absent.</summary>
    public long[]? Ints(string attribute) => Node.Ints(attribute) is { IsDefault: false } values ? [.. values] : null;

    public bool Has(int slot) => Node.Input(slot) is not null;

    /// <summary>The data of an input that is known before anything runs, or null.</summary>
    public Tensor? Constant(int slot) => Node.Input(slot) is { } value ? ConstantOf(value) : null;

    /// <summary>The integers of an input that is known before anything runs, or null.</summary>
    public long[]? ConstantLongs(int slot) => Constant(slot) is { } tensor ? Longs(tensor) : null;

    /// <summary>An integer list that is an attribute in old opsets and an input in new ones; the function reads it at run time.</summary>
    public Func<KernelCall, long[]?> IntsFrom(string attribute, int slot)
    {
        if (Ints(attribute) is { } values)
        {
            return _ => values;
        }

        if (!Has(slot))
        {
            return _ => null;
        }

        return ConstantLongs(slot) is { } constant ? _ => constant : call => call.Longs(slot);
    }

    public StepFailureException Unsupported(string reason) =>
        new(FailureCause.Unsupported, $"The trainer cannot run {Node} (opset {Opset}): {reason}.");

    /// <summary>The data behind an initializer or a Constant node, or null.</summary>
    public static Tensor? ConstantOf(GraphValue value) =>
        value.Constant ?? (value.Producer is { } node && node.Is("Constant") && node.Attributes.GetValueOrDefault("value") is AttributeValue.Constant c
            ? c.Value
            : null);

    private static long[]? Longs(Tensor tensor) => tensor.Type switch
    {
        ElementType.Int64 => tensor.Values<long>().ToArray(),
        ElementType.Int32 => Array.ConvertAll(tensor.Values<int>().ToArray(), value => (long)value),
        _ => null,
    };
}
