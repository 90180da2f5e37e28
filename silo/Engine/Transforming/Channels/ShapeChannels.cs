using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>
/// Shape: a cut changes what it answers. Channels pass when their own size is not asked for, or when it only reaches the
/// target of Reshapes, which are written anew from the known shapes, or sizes of Resize and Expand, which check that it is their own.
/// </summary>
internal sealed class ShapeChannels : IChannelRule
{
    private static readonly HashSet<string> Arithmetic = new(StringComparer.Ordinal)
    {
        "Add", "Cast", "Concat", "Div", "Equal", "Floor", "Gather", "Identity", "Mul", "Slice", "Squeeze", "Sub", "Unsqueeze", "Where",
    };

    public IEnumerable<string> Operators => ["Shape", "Size"];

    public void Propagate(GraphNode node, ChannelFlow flow)
    {
        if (flow.Of(node.Input(0)) is not { } labels)
        {
            return;
        }

        if (node.OpType == "Size" || node.Inputs[0]!.Shape?.Length is not { } rank)
        {
            flow.Stop(node, "the model computes with the number of channels");
            return;
        }

        var start = Axes.Positive(node.Int("start", 0), rank);
        var end = Math.Min(Axes.Positive(node.Int("end", rank), rank), rank);
        var place = labels.Axis - start;
        var asked = labels.Axis < end && place >= 0;
        if (asked && (node.Output.IsOutput || !node.Output.Uses.All(use => Skips(use, place, end - start) || EndsInSizes(use))))
        {
            flow.Stop(node, "the model computes with the number of channels");
        }
    }

    /// <summary>Whether a Gather or Slice takes other sizes than the one at <paramref name="place"/>.</summary>
    private static bool Skips(ValueUse use, int place, int length) => use.Slot == 0 && (use.Node.Is("Gather")
        ? Axes.Constant(use.Node.Input(1)) is { } indices && indices.All(index => Axes.Positive(index, length) != place)
        : use.Node.Is("Slice") && SliceRange.Of(use.Node, 0, 1, length) is { } range && !range.Indices().Contains(place));

    private static bool EndsInSizes(ValueUse use) => use.Node switch
    {
        _ when use.Slot < 0 || use.Node.Domain.Length > 0 => false,
        { OpType: "Reshape" } reshape when use.Slot == 1 => ShapeOperand.CanRewrite(reshape),
        { OpType: "Resize" or "Expand" } sized => use.Slot == (sized.OpType == "Resize" ? 3 : 1) && SizeLabels.AreVisible(sized.Input(use.Slot)),
        { OpType: "Reshape" } list => list.Output.Shape is { Length: 1 } && list.Output.Uses.All(EndsInSizes),
        { OpType: var type } when Arithmetic.Contains(type) => !use.Node.Output.IsOutput && use.Node.Output.Uses.All(EndsInSizes),
        _ => false,
    };
}
