using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>The target shape of a Reshape: a constant, or computed at run time and then baked from the known output shape.</summary>
internal static class ShapeOperand
{
    /// <summary>Whether the target can be written as a constant: at most one size has to be left to the operator.</summary>
    public static bool CanRewrite(GraphNode node) =>
        node.Input(1) is { IsConstant: true } || (node.Outputs[0]!.Shape is { } shape && Target(node, shape.AsSpan(), null).Count(size => size == -1) <= 1);

    public static void Rewrite(GraphNode node, ChannelCut cut)
    {
        if (node.Outputs[0]!.Shape is not { } shape || !CanRewrite(node))
        {
            return;
        }

        // The copy's shapes are those after the cut already.
        var before = Axes.Constant(node.Input(1));
        var after = Target(node, shape.AsSpan(), before);
        if (before is null || !before.AsSpan().SequenceEqual(after))
        {
            node.Attributes.Remove("allowzero");
            cut.SetInput(node, 1, Tensor.Of(after, after.Length));
        }
    }

    private static long[] Target(GraphNode node, ReadOnlySpan<Dim> shape, long[]? before)
    {
        var (input, free) = (node.Inputs[0]!, 0);
        foreach (var dim in shape)
        {
            free += dim.Size is null ? 1 : 0;
        }

        var target = new long[shape.Length];
        for (var axis = 0; axis < target.Length; axis++)
        {
            var copies = before is null
                ? free > 1 && shape[axis].Symbol is { } symbol && input.Shape is { } from && axis < from.Length && from[axis].Symbol == symbol
                : before[axis] == 0 && node.Int("allowzero", 0) == 0 && (shape[axis].Size is null || input.Size(axis) == shape[axis].Size);
            target[axis] = copies ? 0 : before?[axis] == -1 ? -1 : shape[axis].Size ?? before?[axis] ?? -1;
        }

        return target;
    }
}
