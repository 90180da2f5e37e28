using AutoCompress.Engine.Data;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Engine.Transforming;
using AutoCompress.Engine.Transforming.Blocks;
using AutoCompress.Spaces;
using FsCheck;
using FsCheck.Fluent;

namespace AutoCompress.Engine.Tests.Transforming.Blocks;

public sealed class BlockPropertyTests
{
    private static readonly Config Some = Config.QuickThrowOnFailure.WithMaxTest(150).WithReplay(20260802, 1);

    [Fact]
    public void Remove_AnyBlocksThenAnyCut_IsProvedExactAndRunsWithEveryBatch()
    {
        var (skips, cuts) = (0, 0);
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
        {
            var random = new SplitMix64(seed + 2);
            var graph = RandomResidualNetwork.Of(seed);
            var (groups, blocks) = (ChannelGroups.Find(graph), ResidualBlocks.Find(graph));
            string[] skipped = [.. blocks.All.Select(block => block.Name).Where(_ => random.Next(2) == 0)];
            var ratios = new Dictionary<string, double>();
            foreach (var group in groups.All)
            {
                ratios.Add(group.Name, random.NextDouble());
            }

            var rest = BlockRemoval.Remove(graph, blocks, skipped);
            var kept = Importance.Select(groups, Importance.Score(rest, groups, PruningCriterion.Random, seed), ratios);
            var pruned = ChannelPruner.Prune(rest, groups, kept);

            Assert.InRange(MaskedEquivalence.Error(BlockRemoval.Silence(graph, blocks, skipped), pruned, groups, kept, seed), 0, MaskedEquivalence.Tolerance);
            AssertCosts(ModelAnalyzer.Analyze(graph, 0), kept, skipped, NodeCosts.Of(pruned));
            AssertBatches(pruned);
            skips += skipped.Length;
            cuts += kept.Count;
        }).Check(Some);
        Assert.True(skips > 200 && cuts > 400, $"Only {skips} blocks and {cuts} groups were cut: the property says little.");
    }

    [Fact]
    public void Remove_AfterTheCut_GivesTheSameModel() => Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
    {
        var graph = RandomResidualNetwork.Of(seed);
        var (groups, blocks) = (ChannelGroups.Find(graph), ResidualBlocks.Find(graph));
        string[] skipped = [.. blocks.All.Select(block => block.Name).Where((_, place) => place % 2 == 1)];
        var kept = Importance.Select(groups, Importance.Score(graph, groups, PruningCriterion.Random, seed), groups.All.ToDictionary(group => group.Name, _ => 0.5));

        var first = ChannelPruner.Prune(BlockRemoval.Remove(graph, blocks, skipped), groups, kept);
        var last = BlockRemoval.Remove(ChannelPruner.Prune(graph, groups, kept), blocks, skipped);

        Assert.Equal(first.Nodes.Select(node => node.ToString()), last.Nodes.Select(node => node.ToString()));
        Assert.Equal(
            first.Constants.OrderBy(value => value.Name, StringComparer.Ordinal).Select(value => (value.Name, Convert.ToHexString(value.Constant!.Data.Span))),
            last.Constants.OrderBy(value => value.Name, StringComparer.Ordinal).Select(value => (value.Name, Convert.ToHexString(value.Constant!.Data.Span))));
    }).Check(Some.WithMaxTest(50));

    private static void AssertCosts(ModelAnalysis analysis, Dictionary<string, int[]> kept, string[] skipped, NodeCosts costs)
    {
        var predicted = analysis.CostOf(group => kept.TryGetValue(group.Name, out var units) ? units.Length * group.Granularity : group.Channels, skipped);
        Assert.Equal(costs.Params, predicted.Params, 1e-3);
        Assert.Equal(costs.Macs, predicted.Macs, 1e-3);
    }

    private static void AssertBatches(ModelGraph pruned)
    {
        using var session = OrtSession.Of(pruned);
        foreach (var batch in new[] { 1, 3 })
        {
            var output = Assert.Single(session.Run([("x", Tensor.Of(new float[batch * 3 * 8 * 8], batch, 3, 8, 8))]));
            Assert.Equal(pruned.Outputs[0].Shape!.Value.Select(dim => dim.Size ?? batch), output.Shape.ToArray());
        }
    }
}
