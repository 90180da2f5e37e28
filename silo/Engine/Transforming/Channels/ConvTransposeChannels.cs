using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>ConvTranspose: weight [in, out / group, kernel…]; groups as in <see cref="ConvChannels"/>.</summary>
internal sealed class ConvTransposeChannels : IChannelRule
{
    public IEnumerable<string> Operators => ["ConvTranspose"];

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
        var (inputs, width) = ((int)weight.Shape[0], (int)weight.Shape[1]);
        int[] output;
        if (groups > 1 && input is not null && GroupedChannels.CutsWholeGroups(groups, inputs / groups))
        {
            output = GroupedChannels.Spread(GroupedChannels.UniteGroups(node, flow, input, groups), width);
            flow.Constant(node, 1, (0, input, AxisRole.Produces));
        }
        else
        {
            var made = flow.Fresh(width);
            output = GroupedChannels.Repeat(made, groups);
            if (input is not null && groups > 1)
            {
                GroupedChannels.UniteOffsets(node, flow, input, groups);
            }

            flow.Constant(node, 1, (0, input, AxisRole.Consumes), (1, made, AxisRole.Produces));
        }

        flow.Constant(node, 2, (0, output, AxisRole.Follows));
        flow.Set(node, 0, 1, output);
    }

    public void Rewrite(GraphNode node, ChannelCut cut)
    {
        if (node.Int("group", 1) > 1)
        {
            node.Attributes["group"] = new AttributeValue.Int(cut.Extent(node.Outputs[0]!, 1) / node.Inputs[1]!.Constant!.Shape[1]);
        }
    }
}
