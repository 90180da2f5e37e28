using System.Collections.Immutable;
using AutoCompress.Engine.Graph;
using AutoCompress.Spaces;

namespace AutoCompress.Engine.Transforming.Blocks;

/// <summary>Which channel groups live in one residual block alone, and so leave with it.</summary>
internal static class BlockGroups
{
    /// <summary>The groups' infos, in order, with the block around each.</summary>
    public static ImmutableArray<ChannelGroupInfo> Infos(ModelGraph graph, ChannelGroups groups, ResidualBlocks blocks)
    {
        var around = new Dictionary<ChannelGroup, List<ResidualBlock>>();
        foreach (var node in graph.Nodes)
        {
            foreach (var group in Touched(node, groups))
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

        return [.. groups.All.Select(group => group.Info with { Block = around.GetValueOrDefault(group)?.FirstOrDefault()?.Name })];
    }

    /// <summary>The groups whose channels the node makes, reads in a constant or hands on.</summary>
    private static IEnumerable<ChannelGroup> Touched(GraphNode node, ChannelGroups groups) => node.Outputs.OfType<GraphValue>()
        .Select(output => groups.LabelsOf(output.Name)?.Labels).OfType<int[]>()
        .Concat(node.Inputs.OfType<GraphValue>().SelectMany(input => groups.AxesOf(input.Name)).Select(axis => axis.Labels))
        .SelectMany(labels => labels).Distinct().Select(groups.GroupOf).OfType<ChannelGroup>().Distinct();
}
