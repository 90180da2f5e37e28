using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Engine.Transforming;
using AutoCompress.Spaces;

namespace AutoCompress.Engine.Tests.Families;

/// <summary>Random cuts of all groups at once are proved, keep the batch free and cost what was predicted.</summary>
public sealed class FamilyCutTests
{
    public static TheoryData<string, double> Cuts => [.. from family in Family.Names from share in new[] { 0.3, 0.5, 0.7 } select (family, share)];

    [Theory]
    [MemberData(nameof(Cuts))]
    public void Prune_RandomUnits_EqualsTheMaskedOriginal(string family, double share)
    {
        var graph = Family.Prepared(family);
        var groups = ChannelGroups.Find(graph);
        var scores = Importance.Score(graph, groups, PruningCriterion.Random, (ulong)(share * 10));
        var kept = Importance.Select(groups, scores, groups.All.ToDictionary(group => group.Name, _ => 1 - share));

        var pruned = ChannelPruner.Prune(graph, groups, kept);

        Assert.InRange(MaskedEquivalence.Error(graph, pruned, groups, kept, 3), 0, MaskedEquivalence.Tolerance);
        AssertFreeBatch(pruned);
        AssertCosts(graph, pruned, kept);
    }

    private static void AssertFreeBatch(ModelGraph pruned)
    {
        using var session = OrtSession.Of(pruned);
        foreach (var batch in new[] { 1, 5 })
        {
            Assert.All(session.Run(Family.Inputs(pruned, batch)), output => Assert.Equal(batch, output.Shape[0]));
        }
    }

    private static void AssertCosts(ModelGraph graph, ModelGraph pruned, Dictionary<string, int[]> kept)
    {
        var analysis = ModelAnalyzer.Analyze(graph, 0);
        var widths = analysis.Groups.ToDictionary(
            group => group.Name, group => (double)(kept.TryGetValue(group.Name, out var units) ? units.Length * group.Granularity : group.Channels));
        double Kept(CostTerm term) => (term.GroupA is { } a ? widths[a] : 1) * (term.GroupB is { } b ? widths[b] : 1);
        var costs = NodeCosts.Of(pruned);
        Assert.Equal(costs.Params, analysis.Costs.Sum(term => term.Params * Kept(term)), 1e-3);
        Assert.Equal(costs.Macs, analysis.Costs.Sum(term => term.Macs * Kept(term)), 1e-3);
    }
}
