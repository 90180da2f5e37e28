using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Shapes;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>
/// Expand and Tile over other axes leave the channels; Tile along them repeats their labels. A constant that is expanded (the class token of a
/// transformer) has channels on its only axis of more than one.
/// </summary>
internal sealed class ExpandChannels : IChannelRule
{
    public IEnumerable<string> Operators => ["Expand", "Tile"];

    public void Propagate(GraphNode node, ChannelFlow flow)
    {
        if (flow.Of(node.Input(0)) is not { } labels)
        {
            SizeLabels.PinSources(node, 1, flow);
            Spread(node, flow);
            return;
        }

        flow.FirstInputOnly(node);
        if (node.Inputs[0]!.Shape?.Length is not { } rank || RuntimeSizes.Of(node.Input(1)) is not { } sizes)
        {
            flow.Stop(node, "its sizes are computed at run time");
        }
        else if (node.OpType == "Tile")
        {
            SizeLabels.PinSources(node, 1, flow);
            if (sizes[labels.Axis] is { IsComputed: false, Source: null, Value: { } times })
            {
                flow.Set(node, 0, labels.Axis, GroupedChannels.Repeat(labels.Labels, (int)times));
            }
            else
            {
                flow.Stop(node, "how often it repeats the channels is computed at run time");
            }
        }
        else if (Entry(labels.Axis, rank, sizes.Length) is var entry && entry >= 0 && !Keeps(node, sizes[entry], labels.Labels, flow))
        {
            SizeLabels.PinSources(node, 1, flow);
            flow.Stop(node, "it repeats one channel, or the number of channels is computed at run time");
        }
        else
        {
            SizeLabels.PinSources(node, 1, flow, Entry(labels.Axis, rank, sizes.Length));
            flow.Set(node, 0, labels.Axis + Math.Max(0, sizes.Length - rank), labels.Labels);
        }
    }

    public void Rewrite(GraphNode node, ChannelCut cut)
    {
        if (node.OpType == "Expand" && cut.Labels(node.Outputs[0]!) is { } labels && node.Inputs[0]!.Shape is { Length: var rank }
            && Axes.Constant(node.Input(1)) is { } sizes
            && Entry(labels.Axis - Math.Max(0, sizes.Length - rank), rank, sizes.Length) is var entry && entry >= 0 && sizes[entry] != 1)
        {
            cut.SetElement(node, 1, entry, cut.Extent(node.Outputs[0]!, labels.Axis));
        }
    }

    /// <summary>Gives a constant that is expanded along its other axes channels of its own, which what they meet may cut.</summary>
    private static void Spread(GraphNode node, ChannelFlow flow)
    {
        if (node is not { OpType: "Expand", Inputs: [{ Constant: { } tensor }, ..] } || RuntimeSizes.Of(node.Input(1)) is not { } sizes
            || Enumerable.Range(0, tensor.Rank).Where(axis => tensor.Shape[axis] > 1).ToList() is not [var only]
            || Entry(only, tensor.Rank, sizes.Length) is var entry && entry >= 0 && sizes[entry].Value is not 1 && node.Input(1) is { IsConstant: false })
        {
            flow.FirstInputOnly(node);
            return;
        }

        var labels = flow.Fresh(tensor.Shape[only]);
        flow.Constant(node, 0, (only, labels, AxisRole.Follows));
        flow.Constant(node, 1);
        flow.Set(node, 0, only + Math.Max(0, sizes.Length - tensor.Rank), labels);
    }

    private static bool Keeps(GraphNode node, SizeElement size, int[] labels, ChannelFlow flow) =>
        size.Value == 1 || (size.Value == labels.Length && node.Input(1) is { IsConstant: true }) || SizeLabels.Follows(size, labels, flow);

    private static int Entry(int axis, int rank, int sizes) => axis + sizes - rank;
}
