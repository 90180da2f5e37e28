using AutoCompress.Engine.Data;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Engine.Transforming;
using AutoCompress.Spaces;
using FsCheck;
using FsCheck.Fluent;

namespace AutoCompress.Engine.Tests.Transforming;

public sealed class PruningPropertyTests
{
    private static readonly Config Some = Config.QuickThrowOnFailure.WithMaxTest(100).WithReplay(20260801, 1);

    [Fact]
    public void Prune_AnyCutOfAnyNetwork_EqualsTheMaskedOriginal()
    {
        var cuts = 0;
        Check(seed =>
        {
            var (graph, groups, kept) = Draw(seed);
            cuts += kept.Count;

            var pruned = ChannelPruner.Prune(graph, groups, kept);

            Assert.InRange(MaskedEquivalence.Error(graph, pruned, groups, kept, seed), 0, MaskedEquivalence.Tolerance);
        });
        Assert.True(cuts > 200, $"Only {cuts} groups were cut: the property says little.");
    }

    [Fact]
    public void Analyze_AnyCutOfAnyNetwork_FindsThePrunedModelsExactCosts() => Check(seed =>
    {
        var (graph, groups, kept) = Draw(seed);
        var analysis = ModelAnalyzer.Analyze(graph, 0);

        var pruned = NodeCosts.Of(ChannelPruner.Prune(graph, groups, kept));

        AssertCosts(analysis, group => group.Channels, analysis.Params, analysis.Macs);
        AssertCosts(analysis, group => kept.TryGetValue(group.Name, out var units) ? units.Length * group.Granularity : group.Channels, pruned.Params, pruned.Macs);
    });

    [Fact]
    public void Prune_AnyCutOfAnyNetwork_KnowsTheShapesThatComeOut() => Check(seed =>
    {
        var (graph, groups, kept) = Draw(seed);
        var pruned = ChannelPruner.Prune(graph, groups, kept);
        string[] values = [.. pruned.Nodes.SelectMany(node => node.Outputs).Where(value => !value!.IsOutput).Select(value => value!.Name)];

        using var session = OrtSession.Of(pruned, OrtOptions.Default with { Optimization = OrtOptimization.None, ExtraOutputs = [.. values] });
        var results = session.Run([("x", Tensor.Of(new float[2 * 3 * 8 * 8], 2, 3, 8, 8))], values);

        foreach (var (name, result) in values.Zip(results))
        {
            Assert.Equal(pruned[name].Shape!.Value.Select(dim => dim.Size ?? 2), result.Shape.ToArray());
        }
    });

    private static (ModelGraph Graph, ChannelGroups Groups, Dictionary<string, int[]> Kept) Draw(ulong seed)
    {
        var graph = RandomCnn.Of(seed);
        var groups = ChannelGroups.Find(graph);
        var random = new SplitMix64(seed + 2);
        var ratios = new Dictionary<string, double>();
        foreach (var group in groups.All)
        {
            ratios.Add(group.Name, random.NextDouble());
        }

        return (graph, groups, Importance.Select(groups, Importance.Score(graph, groups, PruningCriterion.Random, seed), ratios));
    }

    private static void AssertCosts(ModelAnalysis analysis, Func<ChannelGroupInfo, int> width, long parameters, long macs)
    {
        var predicted = analysis.CostOf(width);
        Assert.Equal(parameters, predicted.Params, 1e-6 * parameters / 1000);
        Assert.Equal(macs, predicted.Macs, 1e-6 * macs / 1000);
    }

    private static void Check(Action<ulong> property) =>
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), property).Check(Some);
}
