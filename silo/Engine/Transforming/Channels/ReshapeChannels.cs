using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>
/// Reshape and Flatten: labels move with their elements. Where one channel axis is split into several (a channel shuffle, attention heads),
/// the cut must stay a rectangle, so whole indices of one of them leave: the heads, else the axis with the finest choice.
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
            var heads = live.Where(choice => live.Count > 1 && AttentionHeads.Are(node.Outputs[0]!, block.FirstOut + choice.Axis)).ToList();
            var axis = (heads.Count > 0 ? heads : live).MaxBy(choice => choice.Labels).Axis;
            flow.Set(node, 0, block.FirstOut + axis, block.Gather(node, flow, labels, axis));
        }
    }

    public void Rewrite(GraphNode node, ChannelCut cut)
    {
        if (node.OpType == "Reshape")
        {
            ShapeOperand.Rewrite(node, cut);
        }
    }
}
