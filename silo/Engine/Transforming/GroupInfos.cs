using System.Collections.Immutable;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Transforming.Blocks;
using AutoCompress.Engine.Transforming.Channels;
using AutoCompress.Spaces;

namespace AutoCompress.Engine.Transforming;

/// <summary>What groups have to do with each other and with residual blocks: which live in one block alone, and so leave with it, and which lie across another.</summary>
internal static class GroupInfos
{
    /// <summary>The groups' infos, in order, with the block around each and the group below.</summary>
    public static ImmutableArray<ChannelGroupInfo> Of(ModelGraph graph, ChannelGroups groups, ResidualBlocks blocks)
    {
        var around = new Dictionary<ChannelGroup, List<ResidualBlock>>();
        foreach (var node in graph.Nodes)
        {
            foreach (var group in groups.Layers.SelectMany(layer => Touched(node, layer)))
            {
                var here = blocks.Around(blocks.Of(node));
                if (around.TryGetValue(group, out var before))
                {
                    before.RemoveAll(block => !here.Contains(block));
                }
                else
                {
                    around.Add(group, [.. here]);
                }
            }
        }

        var below = Below(graph, groups);
        return
        [
            .. groups.All.Select(group => group.Info with
            {
                Block = around.GetValueOrDefault(group)?.FirstOrDefault()?.Name,
                Across = below.GetValueOrDefault(group)?.Name,
            }),
        ];
    }

    /// <summary>For groups of a later layer the first group that shares an axis of a constant with them.</summary>
    private static Dictionary<ChannelGroup, ChannelGroup> Below(ModelGraph graph, ChannelGroups groups)
    {
        var below = new Dictionary<ChannelGroup, ChannelGroup>();
        foreach (var (layer, constant) in groups.Layers.Skip(1).SelectMany(_ => graph.Constants, (layer, constant) => (layer, constant.Name)))
        {
            foreach (var axis in layer.AxesOf(constant))
            {
                var first = groups.Layers[0].AxesOf(constant).FirstOrDefault(other => other.Axis == axis.Axis)?.Labels.Select(groups.Layers[0].GroupOf).FirstOrDefault(group => group is not null);
                foreach (var group in first is null ? [] : axis.Labels.Distinct().Select(layer.GroupOf).OfType<ChannelGroup>().Distinct())
                {
                    below.TryAdd(group, first!);
                }
            }
        }

        return below;
    }

    /// <summary>The groups whose channels the node makes, reads in a constant or hands on.</summary>
    private static IEnumerable<ChannelGroup> Touched(GraphNode node, ChannelLayer layer) => node.Outputs.OfType<GraphValue>()
        .Select(output => layer.LabelsOf(output.Name)?.Labels).OfType<int[]>()
        .Concat(node.Inputs.OfType<GraphValue>().SelectMany(input => layer.AxesOf(input.Name)).Select(axis => axis.Labels))
        .SelectMany(labels => labels).Distinct().Select(layer.GroupOf).OfType<ChannelGroup>().Distinct();
}
