using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>Expand and Tile over other axes leave the channels; Tile along them repeats their labels.</summary>
internal sealed class ExpandChannels : IChannelRule
{
    public IEnumerable<string> Operators => ["Expand", "Tile"];

    public void Propagate(GraphNode node, ChannelFlow flow)
    {
        flow.FirstInputOnly(node);
        if (flow.Of(node.Input(0)) is not { } labels)
        {
            return;
        }

        if (node.Inputs[0]!.Shape?.Length is not { } rank || Axes.Constant(node.Input(1)) is not { } sizes)
        {
            flow.Stop(node, "its sizes are computed at run time");
        }
        else if (node.OpType == "Tile")
        {
            flow.Set(node, 0, labels.Axis, GroupedChannels.Repeat(labels.Labels, (int)sizes[labels.Axis]));
        }
        else if (Entry(labels, rank, sizes) is var entry && entry >= 0 && sizes[entry] != 1 && sizes[entry] != labels.Labels.Length)
        {
            flow.Stop(node, "it repeats one channel");
        }
        else
        {
            flow.Set(node, 0, labels.Axis + Math.Max(0, sizes.Length - rank), labels.Labels);
        }
    }

    public void Rewrite(GraphNode node, ChannelCut cut)
    {
        if (node.OpType == "Expand" && cut.Labels(node.Inputs[0]!) is { } labels && Axes.Constant(node.Input(1)) is { } sizes
            && Entry(labels, node.Inputs[0]!.Shape!.Value.Length, sizes) is var entry && entry >= 0 && sizes[entry] != 1)
        {
            cut.SetElement(node, 1, entry, cut.Extent(node.Inputs[0]!, labels.Axis));
        }
    }

    private static int Entry(ChannelLabels labels, int rank, long[] sizes) => labels.Axis + sizes.Length - rank;
}
