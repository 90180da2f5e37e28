using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>
/// GroupNormalization keeps equal counts per group, as grouped convolutions do. Scale and shift belong to groups up to opset 20, to channels
/// from 21.
/// </summary>
internal sealed class GroupNormChannels : IChannelRule
{
    private const int ParametersByChannel = 21;

    public IEnumerable<string> Operators => ["GroupNormalization"];

    public void Propagate(GraphNode node, ChannelFlow flow)
    {
        if (node.Inputs.Skip(1).Any(value => value is { IsConstant: false }))
        {
            flow.Stop(node, "its parameters are computed at run time");
            return;
        }

        if (flow.Along(node, 0, 1) is not { } labels)
        {
            flow.FirstInputOnly(node);
            return;
        }

        var groups = (int)node.Int("num_groups", 1);
        var whole = GroupedChannels.CutsWholeGroups(groups, labels.Length / groups);
        int[]? units = null;
        if (whole)
        {
            units = GroupedChannels.UniteGroups(node, flow, labels, groups);
        }
        else
        {
            GroupedChannels.UniteOffsets(node, flow, labels, groups);
            flow.Sums(node, 0);
        }

        for (var slot = 1; slot < node.Inputs.Count; slot++)
        {
            flow.Constant(node, slot, (0, flow.Graph.Opset >= ParametersByChannel ? labels : units, AxisRole.Follows));
        }

        flow.Set(node, 0, 1, labels);
    }

    public void Rewrite(GraphNode node, ChannelCut cut)
    {
        if (cut.Labels(node.Inputs[0]!) is { } labels
            && (int)node.Int("num_groups", 1) is var groups && GroupedChannels.CutsWholeGroups(groups, labels.Labels.Length / groups))
        {
            node.Attributes["num_groups"] = new AttributeValue.Int(cut.Extent(node.Inputs[0]!, 1) / (labels.Labels.Length / groups));
        }
    }
}
