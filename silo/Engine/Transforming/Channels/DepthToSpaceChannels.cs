using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>DepthToSpace: the b·b channels that make one leave together. SpaceToDepth: one channel becomes b·b, which leave together.</summary>
internal sealed class DepthToSpaceChannels : IChannelRule
{
    public IEnumerable<string> Operators => ["DepthToSpace", "SpaceToDepth"];

    public void Propagate(GraphNode node, ChannelFlow flow)
    {
        if (flow.Along(node, 0, 1) is not { } labels)
        {
            return;
        }

        var area = (int)(node.Int("blocksize", 1) * node.Int("blocksize", 1));
        flow.Set(node, 0, 1, node.OpType == "SpaceToDepth" ? GroupedChannels.Repeat(labels, area)
            : node.Text("mode", "DCR") == "DCR" ? GroupedChannels.UniteOffsets(node, flow, labels, area)
            : GroupedChannels.UniteGroups(node, flow, labels, labels.Length / area));
    }
}
