using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>
/// Conv: weight [out, in / group, kernel…]. A grouped convolution keeps equal counts per group in one of two ways. With few
/// wide groups the channels at one offset of all groups leave together; with many narrow ones (depthwise: one channel
/// each) whole groups leave and <c>group</c> shrinks.
/// </summary>
internal sealed class ConvChannels : IChannelRule
{
    public IEnumerable<string> Operators => ["Conv"];

    public void Propagate(GraphNode node, ChannelFlow flow)
    {
        if (node.Input(1) is not { Constant: { Rank: >= 3 } weight } || node.Input(2) is { IsConstant: false })
        {
            flow.Stop(node, "its weight is computed at run time");
            return;
        }

        var input = flow.Along(node, 0, 1);
        if (!GroupedChannels.Divide(node.Int("group", 1), weight.Shape[0], input?.Length ?? weight.Shape[0]))
        {
            flow.Stop(node, "its groups do not divide its channels");
            return;
        }

        var groups = (int)node.Int("group", 1);
        var (outputs, width) = ((int)weight.Shape[0], (int)weight.Shape[1]);
        if (groups > 1 && input is not null && GroupedChannels.CutsWholeGroups(groups, width))
        {
            var output = GroupedChannels.Spread(GroupedChannels.UniteGroups(node, flow, input, groups), outputs / groups);
            flow.Constant(node, 1, (0, output, AxisRole.Produces));
            flow.Constant(node, 2, (0, output, AxisRole.Follows));
            flow.Set(node, 0, 1, output);
        }
        else
        {
            var output = GroupedChannels.Repeat(flow.Fresh(outputs / groups), groups);
            var read = input is null ? null : GroupedChannels.UniteOffsets(node, flow, input, groups);
            flow.Constant(node, 1, (0, output, AxisRole.Produces), (1, read, AxisRole.Consumes));
            flow.Constant(node, 2, (0, output, AxisRole.Follows));
            flow.Set(node, 0, 1, output);
        }
    }

    public void Rewrite(GraphNode node, ChannelCut cut)
    {
        if (node.Int("group", 1) > 1 && cut.Labels(node.Inputs[0]!) is not null)
        {
            node.Attributes["group"] = new AttributeValue.Int(cut.Extent(node.Inputs[0]!, 1) / node.Inputs[1]!.Constant!.Shape[1]);
        }
    }
}
