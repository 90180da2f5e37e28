using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Transforming;
using AutoCompress.Spaces;

namespace AutoCompress.Engine.Tests.Transforming;

public sealed class ImportanceTests
{
    [Fact]
    public void Score_L1AndL2_RankByTheProducersNorms()
    {
        var graph = TwoProducers(out var groups);
        Fill(graph["a.weight"], [1, -1, 0, 2]);
        Fill(graph["b.weight"], [0, 0, 0, 0]);

        Assert.Equal([1, 1, 0, 2], Importance.Score(graph, groups, PruningCriterion.L1)["a"], new Near());
        Assert.Equal([1, 1, 0, 2], Importance.Score(graph, groups, PruningCriterion.L2)["a"], new Near());
    }

    [Fact]
    public void Score_ProducersOfDifferentScale_HaveOneVoiceEach()
    {
        var graph = TwoProducers(out var groups);
        Fill(graph["a.weight"], [300, 100, 0, 0]);
        Fill(graph["b.weight"], [0, 0, 0, 1]);

        Assert.Equal([1.5, 0.5, 0, 2], Importance.Score(graph, groups, PruningCriterion.L1)["a"], new Near());
    }

    [Fact]
    public void Score_BatchNormGamma_RanksByTheScalesMagnitude()
    {
        var b = new CnnBuilder(3);
        b.Output(b.Conv("last", b.ConvBnRelu("a", b.Input("x", 3, 4, 4), 4), 2));
        ModelGraph.SetConstant(b.Graph["a.bn.scale"], Tensor.Of([0.5f, -2f, 1f, 0.5f], 4));

        Assert.Equal([0.5, 2, 1, 0.5], Importance.Score(b.Graph, ChannelGroups.Find(b.Graph), PruningCriterion.BatchNormGamma)["a"], new Near());
    }

    [Fact]
    public void Score_Taylor_IsTheMagnitudeOfWeightTimesGradient()
    {
        var graph = TwoProducers(out var groups);
        Fill(graph["a.weight"], [1, 1, 1, 1]);
        Fill(graph["b.weight"], [1, 1, 1, 1]);
        var gradients = new Dictionary<string, Tensor>
        {
            ["a.weight"] = Filled(graph["a.weight"].Constant!, [1, -1, 0, 2]),
            ["b.weight"] = Filled(graph["b.weight"].Constant!, [0, 0, 0, 0]),
        };

        Assert.Equal([1, 1, 0, 2], Importance.Score(graph, groups, PruningCriterion.Taylor, gradients: gradients)["a"], new Near());
    }

    [Fact]
    public void Score_TaylorWithBatchNorm_ReadsTheGateBehindIt()
    {
        var b = new CnnBuilder(3);
        b.Output(b.Conv("last", b.ConvBnRelu("a", b.Input("x", 3, 4, 4), 4), 2));
        ModelGraph.SetConstant(b.Graph["a.bn.scale"], Tensor.Of([1f, 1f, 1f, 1f], 4));
        ModelGraph.SetConstant(b.Graph["a.bn.shift"], Tensor.Of([1f, 1f, 1f, 1f], 4));
        var gradients = new Dictionary<string, Tensor>
        {
            ["a.bn.scale"] = Tensor.Of([1f, 2f, 0f, 1f], 4),
            ["a.bn.shift"] = Tensor.Of([1f, -2f, -1f, 0f], 4),
        };

        Assert.Equal([2, 0, 1, 1], Importance.Score(b.Graph, ChannelGroups.Find(b.Graph), PruningCriterion.Taylor, gradients: gradients)["a"], new Near());
    }

    [Fact]
    public void Score_TaylorWithoutAGradient_NamesTheConstant()
    {
        var graph = TwoProducers(out var groups);

        var thrown = Assert.Throws<ArgumentException>(
            () => Importance.Score(graph, groups, PruningCriterion.Taylor, gradients: new Dictionary<string, Tensor>()));

        Assert.Contains("'a.weight'", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_TaylorWhereNoGradientComes_RanksByTheProducersNorms()
    {
        var graph = TwoProducers(out var groups);
        Fill(graph["a.weight"], [1, -1, 0, 2]);
        Fill(graph["b.weight"], [0, 0, 0, 0]);
        var none = new[] { "a.weight", "b.weight" }.ToDictionary(name => name, name => Filled(graph[name].Constant!, [0, 0, 0, 0]));

        Assert.Equal([1, 1, 0, 2], Importance.Score(graph, groups, PruningCriterion.Taylor, gradients: none)["a"], new Near());
    }

    [Fact]
    public void Score_Random_DependsOnTheSeedOnly()
    {
        var graph = TwoProducers(out var groups);

        double[] Draw(ulong seed) => Importance.Score(graph, groups, PruningCriterion.Random, seed)["a"];

        Assert.Equal(Draw(1), Draw(1));
        Assert.NotEqual(Draw(1), Draw(2));
    }

    [Fact]
    public void Select_Ties_KeepTheFirstInOrder() => Assert.Equal([1, 2, 4], Importance.Select([0, 3, 1, 0, 1, 1], 3));

    [Fact]
    public void Select_FullRatio_LeavesTheGroupOut()
    {
        var graph = TwoProducers(out var groups);
        var scores = Importance.Score(graph, groups, PruningCriterion.L1);

        Assert.Empty(Importance.Select(groups, scores, new Dictionary<string, double> { ["a"] = 1 }));
        Assert.Equal(2, Importance.Select(groups, scores, new Dictionary<string, double> { ["a"] = 0.5 })["a"].Length);
    }

    private static ModelGraph TwoProducers(out ChannelGroups groups)
    {
        var b = new CnnBuilder(3);
        var input = b.Input("x", 3, 4, 4);
        b.Output(b.Conv("last", b.Binary("Add", "add", b.Conv("a", input, 4), b.Conv("b", input, 4)), 2));
        groups = ChannelGroups.Find(b.Graph);
        return b.Graph;
    }

    private static void Fill(GraphValue value, float[] rows) => ModelGraph.SetConstant(value, Filled(value.Constant!, rows));

    private static Tensor Filled(Tensor like, float[] rows) =>
        Tensor.Of([.. rows.SelectMany(row => Enumerable.Repeat(row, (int)(like.Count / rows.Length)))], like.Shape);

    private sealed class Near : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) < 1e-9;

        public int GetHashCode(double obj) => 0;
    }
}
