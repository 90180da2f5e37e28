using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>Whether an axis becomes a batch axis of a product of two activations: the heads of an attention.</summary>
internal static class AttentionHeads
{
    private const int Furthest = 12;

    /// <summary>Follows <paramref name="axis"/> of <paramref name="value"/> through what moves and scales it.</summary>
    public static bool Are(GraphValue value, int axis, int steps = Furthest) =>
        steps > 0 && value.Shape?.Length is { } rank && value.Uses.Any(use => use.Slot >= 0 && use.Node.Domain.Length == 0 && Leads(use, axis, rank, steps - 1));

    private static bool Leads(ValueUse use, int axis, int rank, int steps)
    {
        var node = use.Node;
        return node.OpType switch
        {
            "MatMul" => axis < rank - 2 && node.Inputs.All(value => value is { IsConstant: false }),
            "Transpose" => use.Slot == 0 && node.Ints("perm") is { IsDefault: false } order && Are(node.Output, order.IndexOf(axis), steps),
            "Split" => Axes.Positive(node.Int("axis", 0), rank) is var along && along != axis
                && node.Outputs.OfType<GraphValue>().Any(output => Are(output, axis, steps)),
            "Squeeze" => Axes.List(node, "axes", 1, []) is { Length: > 0 } axes && Axes.IndexOf(axes, axis, rank) < 0
                && Are(node.Output, axis - axes.Count(dropped => Axes.Positive(dropped, rank) < axis), steps),
            "Gather" => use.Slot == 0 && Axes.Positive(node.Int("axis", 0), rank) is var taken && taken != axis && node.Inputs[1]!.Shape is { Length: var places }
                && Are(node.Output, taken < axis ? axis - 1 + places : axis, steps),
            "Mul" or "Div" or "Add" or "Sub" or "Concat" or "Slice" or "Neg" or "Identity" or "Cast" =>
                node.Outputs[0]!.Shape?.Length == rank && Are(node.Outputs[0]!, axis, steps),
            _ => false,
        };
    }
}
