using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Transforming;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Tests.Transforming;

public sealed class MaskedEquivalenceTests
{
    [Fact]
    public void Error_OtherChannelsCut_IsLarge()
    {
        var graph = Network();
        var groups = ChannelGroups.Find(graph);
        var pruned = ChannelPruner.Prune(graph, groups, Keep(0, 1));

        Assert.InRange(MaskedEquivalence.Error(graph, pruned, groups, Keep(0, 1), 1), 0, MaskedEquivalence.Tolerance);
        Assert.True(MaskedEquivalence.Error(graph, pruned, groups, Keep(0, 2), 1) > 0.01);
    }

    [Fact]
    public void Ensure_WrongCut_FailsWithItsError()
    {
        var graph = Network();
        var groups = ChannelGroups.Find(graph);
        var pruned = ChannelPruner.Prune(graph, groups, Keep(0, 1));

        var failure = Assert.Throws<StepFailureException>(() => MaskedEquivalence.Ensure(graph, pruned, groups, Keep(2, 3), 1));

        Assert.Equal(FailureCause.Internal, failure.Cause);
    }

    [Fact]
    public void Ensure_HalfPrecision_AllowsItsRounding()
    {
        var graph = Network();
        foreach (var constant in graph.Constants.Where(constant => constant.Type == ElementType.Float).ToList())
        {
            var values = constant.Constant!.Values<float>().ToArray();
            ModelGraph.SetConstant(constant, Tensor.Of(Array.ConvertAll(values, v => (Half)v), constant.Constant.Shape));
        }

        graph["x"].Type = ElementType.Float16;
        foreach (var value in graph.Values.Where(value => value.Producer is not null))
        {
            value.Type = ElementType.Float16;
        }

        var groups = ChannelGroups.Find(graph);
        var pruned = ChannelPruner.Prune(graph, groups, Keep(0, 1));

        MaskedEquivalence.Ensure(graph, pruned, groups, Keep(0, 1), 1);
        Assert.True(MaskedEquivalence.Error(graph, pruned, groups, Keep(0, 2), 1) > MaskedEquivalence.HalfTolerance);
    }

    [Fact]
    public void Prune_Original_IsLeftAlone()
    {
        var graph = Network();
        var before = OnnxFile.Serialize(graph);

        ChannelPruner.Prune(graph, ChannelGroups.Find(graph), Keep(0, 1));

        Assert.Equal(before, OnnxFile.Serialize(graph));
    }

    private static ModelGraph Network()
    {
        var b = new CnnBuilder(5);
        b.Output(b.Conv("last", b.ConvBnRelu("a", b.Input("x", 3, 4, 4), 6), 2));
        return b.Graph;
    }

    private static Dictionary<string, int[]> Keep(params int[] units) => new() { ["a"] = units };
}
