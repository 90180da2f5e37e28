using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Engine.Transforming;
using AutoCompress.Engine.Transforming.Blocks;
using AutoCompress.Spaces;

namespace AutoCompress.Engine.Tests.Families;

/// <summary>Random cuts of all groups at once, and removals of blocks, are proved, keep the batch free and cost what was predicted.</summary>
public sealed class FamilyCutTests
{
    public static TheoryData<string, double> Cuts => [.. from family in Family.Names from share in new[] { 0.3, 0.5, 0.7 } select (family, share)];

    [Theory]
    [MemberData(nameof(Cuts))]
    public void Prune_RandomUnits_EqualsTheMaskedOriginal(string family, double share) =>
        AssertProved(Family.Prepared(family), share, _ => []);

    [Theory]
    [MemberData(nameof(Family.All), MemberType = typeof(Family))]
    public void Remove_EachBlockAlone_EqualsTheSilencedOriginal(string family)
    {
        var graph = Family.Prepared(family);
        Assert.All(ResidualBlocks.Find(graph).All, block => AssertProved(graph, 0, _ => [block.Name]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    public void Remove_AllBlocks_EqualsTheSilencedOriginal(double share) =>
        Assert.All(Family.Names, family => AssertProved(Family.Prepared(family), share, blocks => [.. blocks.All.Select(block => block.Name)]));

    /// <param name="share">Of each group's units that are cut.</param>
    /// <param name="choose">The blocks that are left out before.</param>
    private static void AssertProved(ModelGraph graph, double share, Func<ResidualBlocks, string[]> choose)
    {
        var groups = ChannelGroups.Find(graph);
        var blocks = ResidualBlocks.Find(graph);
        var skipped = choose(blocks);
        var rest = BlockRemoval.Remove(graph, blocks, skipped);
        var scores = Importance.Score(rest, groups, PruningCriterion.Random, (ulong)(share * 10));
        var kept = Importance.Select(groups, scores, groups.All.ToDictionary(group => group.Name, _ => 1 - share));

        var pruned = ChannelPruner.Prune(rest, groups, kept);

        Assert.InRange(MaskedEquivalence.Error(BlockRemoval.Silence(graph, blocks, skipped), pruned, groups, kept, 3), 0, MaskedEquivalence.Tolerance);
        AssertFreeBatch(pruned);
        AssertCosts(graph, pruned, kept, skipped);
    }

    private static void AssertFreeBatch(ModelGraph pruned)
    {
        using var session = OrtSession.Of(pruned);
        foreach (var batch in new[] { 1, 5 })
        {
            Assert.All(session.Run(Family.Inputs(pruned, batch)), output => Assert.Equal(batch, output.Shape[0]));
        }
    }

    private static void AssertCosts(ModelGraph graph, ModelGraph pruned, Dictionary<string, int[]> kept, string[] skipped)
    {
        var predicted = ModelAnalyzer.Analyze(graph, 0)
            .CostOf(group => kept.TryGetValue(group.Name, out var units) ? units.Length * group.Granularity : group.Channels, skipped);
        var costs = NodeCosts.Of(pruned);
        Assert.Equal(costs.Params, predicted.Params, 1e-3);
        Assert.Equal(costs.Macs, predicted.Macs, 1e-3);
    }
}
