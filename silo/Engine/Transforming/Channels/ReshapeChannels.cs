using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>
/// Reshape and Flatten: labels move with their elements. Where one channel axis is split into several (a channel shuffle, attention heads),
/// the cut must stay a rectangle, so whole indices of one of them leave: the heads, and in the second run their width (the other way
/// round where heads are merged with the batch); else the axis with the finest choice.
/// </summary>
internal sealed class ReshapeChannels : IChannelRule
{
    public IEnumerable<string> Operators => ["Reshape", "Flatten"];

    public void Propagate(GraphNode node, ChannelFlow flow)
    {
        flow.FirstInputOnly(node);
        if (flow.Of(node.Input(0)) is not { } labels)
        {
            return;
        }

        if (ReshapeBlock.Find(node, labels.Axis) is not { } block || block.LiveAxes(labels, flow.Union) is not { Count: > 0 } live)
        {
            flow.Stop(node, "its sizes are not known well enough to follow the channels");
        }
        else if (node.OpType == "Reshape" && !ShapeOperand.CanRewrite(node))
        {
            flow.Stop(node, "its target shape is computed at run time");
        }
        else
        {
            var merged = flow.Repeats ? null : Merged(node, block, labels, flow);
            var axis = merged ?? Choose(node, block.FirstOut, live, flow);
            flow.Set(node, 0, block.FirstOut + axis, block.Gather(node, flow, labels, axis), repeats: merged is not null);
        }
    }

    /// <summary>In the second run the axis on which heads are merged with the batch, counted inside the block.</summary>
    private static int? Merged(GraphNode node, ReshapeBlock block, ChannelLabels labels, ChannelFlow flow)
    {
        if (block.MergedAxis(labels, flow.Union) is not { } axis || !AttentionHeads.Are(node.Outputs[0]!, block.FirstOut + axis))
        {
            return null;
        }

        flow.LeavesAside = true;
        return flow.Across ? axis : null;
    }

    /// <param name="first">The output axis that the block's axes are counted from.</param>
    private static int Choose(GraphNode node, int first, IReadOnlyList<(int Axis, int Labels)> live, ChannelFlow flow)
    {
        var heads = live.Where(choice => live.Count > 1 && AttentionHeads.Are(node.Outputs[0]!, first + choice.Axis)).ToList();
        if (heads.Count == 0)
        {
            return live.MaxBy(choice => choice.Labels).Axis;
        }

        flow.LeavesAside = true;
        var chosen = heads.MaxBy(choice => choice.Labels).Axis;
        return flow.Across ? live.Last(choice => choice.Axis != chosen).Axis : chosen;
    }

    public void Rewrite(GraphNode node, ChannelCut cut)
    {
        if (node.OpType == "Reshape")
        {
            ShapeOperand.Rewrite(node, cut);
        }
    }
}
