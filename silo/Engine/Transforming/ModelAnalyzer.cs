using System.Collections.Immutable;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Transforming.Blocks;
using AutoCompress.Engine.Transforming.Costs;
using AutoCompress.Spaces;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Transforming;

/// <summary>Says what a model costs and what of it can be cut.</summary>
public static class ModelAnalyzer
{
    /// <summary>
    /// Analyses <paramref name="graph"/>, whose shapes must be known. The cost terms are exact: at the counts that
    /// <see cref="ChannelGroupInfo.Kept"/> gives, without the blocks that are left out, they sum to the pruned model's own <see cref="NodeCosts"/>.
    /// </summary>
    /// <param name="size">Bytes of the file with its external data.</param>
    /// <exception cref="StepFailureException"><see cref="FailureCause.Unsupported"/>: the shape that a count needs is not known.</exception>
    public static ModelAnalysis Analyze(ModelGraph graph, long size)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var groups = ChannelGroups.Find(graph);
        var blocks = ResidualBlocks.Find(graph);
        var costs = NodeCosts.Of(graph);
        var like = BlockStructure.Likenesses(graph, blocks);
        var analysis = new ModelAnalysis(
            size, costs.Params, costs.Macs, graph.Opset,
            [.. graph.Inputs.Where(input => !input.IsConstant).Select(Port)], [.. graph.Outputs.Select(Port)],
            GroupInfos.Of(graph, groups, blocks, like), CostTerms.Of(graph, groups, blocks, costs), [.. groups.Barriers, .. costs.Uncounted])
        {
            Blocks = [.. blocks.All.Select(block => new ResidualBlockInfo(block.Name, block.Add, block.Nodes, 0, 0, block.Inside, like.GetValueOrDefault(block.Name)))],
        };
        return analysis with { Blocks = [.. analysis.Blocks.Select(block => Weighed(block, analysis))] };
    }

    /// <summary>The block with what leaves when it alone is left out.</summary>
    private static ResidualBlockInfo Weighed(ResidualBlockInfo block, ModelAnalysis analysis)
    {
        var (parameters, macs) = analysis.CostOf(group => group.Channels, [block.Name]);
        return block with { Params = analysis.Params - (long)Math.Round(parameters), Macs = analysis.Macs - (long)Math.Round(macs) };
    }

    private static ModelPort Port(GraphValue value) =>
        new(value.Name, value.Type.ToString(), [.. (value.Shape ?? []).Select(dim => dim.Size ?? -1)]);
}
