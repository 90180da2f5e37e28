using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Passes;

namespace AutoCompress.Engine.Tests.Graph.Passes;

public sealed class FoldBatchNormTests
{
    private static readonly FoldBatchNorm Pass = new();
    private static readonly long[] Image = [2, 4, 6, 6];

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public void Apply_Conv_LeavesOneNodeWithABias(int group, bool bias)
    {
        var graph = Build("Conv", SmallGraphs.Floats(1, 6, 4 / group, 3, 3), 6, bias, group);

        var folded = PassAssert.Rewrites(Pass, graph, Image);

        var conv = Assert.Single(folded.Nodes);
        Assert.Equal("out", conv.Output.Name);
        Assert.Equal(3, conv.Inputs.Count);
        Assert.Equal(2, folded.Constants.Count());
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void Apply_ConvTranspose_ScalesTheRightChannels(int group, bool bias) => Assert.Single(PassAssert.Rewrites(
        Pass, Build("ConvTranspose", SmallGraphs.Floats(1, 4, 6 / group, 3, 3), 6, bias, group), Image).Nodes);

    [Theory]
    [InlineData(0, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    public void Apply_Gemm_KeepsAlphaAndTakesBetaIn(int transB, bool bias)
    {
        var graph = new ModelGraph();
        var x = graph.AddInput("x", ElementType.Float, [Dim.Named("batch"), Dim.Of(4)]);
        var weight = graph.AddConstant("w", transB == 1 ? SmallGraphs.Floats(1, 6, 4) : SmallGraphs.Floats(1, 4, 6));
        var gemm = graph.AddNode("Gemm", "gemm", bias ? [x, weight, graph.AddConstant("b", SmallGraphs.Floats(2, 6))] : [x, weight], "gemm.out");
        gemm.Attributes["transB"] = new AttributeValue.Int(transB);
        gemm.Attributes["alpha"] = new AttributeValue.Float(0.5f);
        gemm.Attributes["beta"] = new AttributeValue.Float(3);
        Normalise(graph, gemm.Output, 6);

        Assert.Single(PassAssert.Rewrites(Pass, graph, [3, 4]).Nodes);
    }

    [Fact]
    public void Apply_WeightSharedWithAnotherConv_LeavesTheOtherAsItWas()
    {
        var graph = Build("Conv", SmallGraphs.Floats(1, 4, 4, 3, 3), 4, bias: false, group: 1);
        var second = graph.AddNode("Conv", "second", [graph["x"], graph["w"]], "plain");
        second.Output.Type = ElementType.Float;
        graph.AddOutput(second.Output);

        Assert.Equal(2, PassAssert.Rewrites(Pass, graph, Image).Nodes.Count);
    }

    [Fact]
    public void Apply_ConvReadTwice_LeavesItAlone()
    {
        var graph = Build("Conv", SmallGraphs.Floats(1, 6, 4, 3, 3), 6, bias: false, group: 1);
        graph.AddOutput(graph["linear"]);

        PassAssert.LeavesAlone(Pass, graph);
    }

    [Fact]
    public void Apply_TrainingMode_LeavesItAlone()
    {
        var graph = Build("Conv", SmallGraphs.Floats(1, 6, 4, 3, 3), 6, bias: false, group: 1);
        graph.Nodes[1].Attributes["training_mode"] = new AttributeValue.Int(1);

        PassAssert.LeavesAlone(Pass, graph);
    }

    [Fact]
    public void Apply_ReluBetween_LeavesItAlone()
    {
        var graph = new ModelGraph();
        var x = graph.AddInput("x", ElementType.Float, [Dim.Named("batch"), Dim.Of(4), Dim.Of(6), Dim.Of(6)]);
        Normalise(graph, graph.AddNode("Relu", "relu", [x], "relu.out").Output, 4);

        PassAssert.LeavesAlone(Pass, graph);
    }

    private static ModelGraph Build(string op, Tensor weight, int channels, bool bias, int group)
    {
        var graph = new ModelGraph();
        var x = graph.AddInput("x", ElementType.Float, [Dim.Named("batch"), Dim.Of(4), Dim.Of(6), Dim.Of(6)]);
        var w = graph.AddConstant("w", weight);
        var node = graph.AddNode(op, "node", bias ? [x, w, graph.AddConstant("b", SmallGraphs.Floats(2, channels))] : [x, w], "linear");
        node.Attributes["group"] = new AttributeValue.Int(group);
        node.Output.Type = ElementType.Float;
        Normalise(graph, node.Output, channels);
        return graph;
    }

    private static void Normalise(ModelGraph graph, GraphValue value, int channels)
    {
        var variance = SmallGraphs.Floats(6, channels).Values<float>().ToArray().Select(v => 0.1f + v * v).ToArray();
        var norm = graph.AddNode("BatchNormalization", "norm",
        [
            value, graph.AddConstant("gamma", SmallGraphs.Floats(3, channels)), graph.AddConstant("beta", SmallGraphs.Floats(4, channels)),
            graph.AddConstant("mean", SmallGraphs.Floats(5, channels)), graph.AddConstant("var", Tensor.Of(variance, channels)),
        ], "out");
        norm.Output.Type = ElementType.Float;
        graph.AddOutput(norm.Output);
    }
}
