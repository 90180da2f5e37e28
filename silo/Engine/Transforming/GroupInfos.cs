using System.Collections.Immutable;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Transforming.Blocks;
using AutoCompress.Engine.Transforming.Channels;
using AutoCompress.Spaces;

namespace AutoCompress.Engine.Transforming;

/// <summary>
/// What groups have to do with each other and with residual blocks: which live in one block alone, and so leave with it, which lie across another, and which
/// have the same place in blocks of the same structure.
/// </summary>
internal static class GroupInfos
{
    /// <summary>The groups' infos, in order, with the block around each, the group below and the first of its kind.</summary>
    /// <param name="like">Block name to the first block of the same structure.</param>
    public static ImmutableArray<ChannelGroupInfo> Of(
        ModelGraph graph, ChannelGroups groups, ResidualBlocks blocks, IReadOnlyDictionary<string, string> like)
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
        return Alike(
            [
                .. groups.All.Select(group => group.Info with
                {
                    Block = around.GetValueOrDefault(group)?.FirstOrDefault()?.Name,
                    Across = below.GetValueOrDefault(group)?.Name,
                }),
            ],
            blocks,
            like);
    }

    /// <summary>The groups with the group at the same place of the first block of the same structure.</summary>
    private static ImmutableArray<ChannelGroupInfo> Alike(ImmutableArray<ChannelGroupInfo> infos, ResidualBlocks blocks, IReadOnlyDictionary<string, string> like)
    {
        var byPlace = infos.Where(info => info.Block is not null).ToLookup(info => (info.Block!, Place(info)));
        return
        [
            .. infos.Select(info => info.Block is { } block && like.TryGetValue(block, out var first) && byPlace[(block, Place(info))].Take(2).Count() == 1
                && byPlace[(first, Place(info))].ToList() is [var other] && (other.Channels, other.Granularity) == (info.Channels, info.Granularity)
                    ? info with { Like = other.Name }
                    : info),
        ];

        int Place(ChannelGroupInfo info) => blocks[info.Block!].Nodes.IndexOf(info.Producers[0]);
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
