using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>The target shape of a Reshape: a constant, or computed at run time and then baked from the known output shape.</summary>
internal static class ShapeOperand
{
    public static bool CanRewrite(GraphNode node) =>
        node.Input(1) is { IsConstant: true } || node.Outputs[0]!.Shape is { } shape && shape.Count(dim => dim.Size is null) <= 1;

    public static void Rewrite(GraphNode node, ChannelCut cut)
    {
        var (input, output) = (node.Inputs[0]!, node.Outputs[0]!);
        if (!CanRewrite(node) || output.Shape is not { } shape)
        {
            return;
        }

        // The copy's shapes are those after the cut already.
        var before = Axes.Constant(node.Input(1));
        var after = new long[shape.Length];
        for (var axis = 0; axis < after.Length; axis++)
        {
            var copies = before?[axis] == 0 && node.Int("allowzero", 0) == 0 && (shape[axis].Size is null || input.Size(axis) == shape[axis].Size);
            after[axis] = copies ? 0 : before?[axis] == -1 ? -1 : shape[axis].Size ?? before?[axis] ?? -1;
        }

        if (before is null || !before.AsSpan().SequenceEqual(after))
        {
            cut.SetInput(node, 1, Tensor.Of(after, after.Length));
        }
    }
}
