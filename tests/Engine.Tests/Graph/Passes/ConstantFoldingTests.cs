using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Passes;

namespace AutoCompress.Engine.Tests.Graph.Passes;

public sealed class ConstantFoldingTests
{
    private static readonly ConstantFolding Pass = new();

    [Fact]
    public void Apply_ChainOfConstants_BecomesOneConstant()
    {
        var graph = Start(out var x);
        var sum = graph.AddNode("Add", "sum", [graph.AddConstant("a", SmallGraphs.Floats(1, 3)), graph.AddConstant("b", SmallGraphs.Floats(2, 3))], "s");
        var root = graph.AddNode("Abs", "abs", [sum.Output], "r");
        End(graph, graph.AddNode("Mul", "mul", [x, root.Output], "y").Output);

        var result = PassAssert.Rewrites(Pass, graph, [2, 3]);

        Assert.Single(result.Nodes);
        Assert.Single(result.Constants);
    }

    [Fact]
    public void Apply_OptionalInputLeftOut_Folds()
    {
        var graph = Start(out var x);
        var clip = graph.AddNode("Clip", "clip", [graph.AddConstant("a", SmallGraphs.Floats(1, 3)), null, graph.AddConstant("max", Tensor.Scalar(0f))], "c");
        End(graph, graph.AddNode("Add", "add", [x, clip.Output], "y").Output);

        Assert.Single(PassAssert.Rewrites(Pass, graph, [2, 3]).Nodes);
    }

    [Fact]
    public void Apply_DequantizedWeight_StaysInteger()
    {
        var graph = Start(out var x);
        var weight = graph.AddNode("DequantizeLinear", "dq",
            [graph.AddConstant("w", Tensor.Of(new sbyte[] { 1, 2, 3 }, 3)), graph.AddConstant("scale", Tensor.Scalar(0.5f))], "w.float");
        End(graph, graph.AddNode("Mul", "mul", [x, weight.Output], "y").Output);

        PassAssert.LeavesAlone(Pass, graph);
    }

    [Fact]
    public void Apply_TerabytesOutOfAFewBytes_AreNotComputed()
    {
        var graph = Start(out var x);
        var huge = graph.AddNode("ConstantOfShape", "huge", [graph.AddConstant("shape", Tensor.Of(new[] { 1L << 20, 1L << 20 }, 2))], "h");
        var row = graph.AddNode("Gather", "row", [huge.Output, graph.AddConstant("i", Tensor.Scalar(0L))], "g");
        End(graph, graph.AddNode("Add", "add", [x, row.Output], "y").Output);

        PassAssert.LeavesAlone(Pass, graph);
    }

    [Fact]
    public void Apply_RandomNumbers_StayRandom()
    {
        var graph = Start(out var x);
        var noise = graph.AddNode("RandomNormal", "noise", [], "n");
        noise.Attributes["shape"] = new AttributeValue.Ints([3]);
        End(graph, graph.AddNode("Add", "add", [x, noise.Output], "y").Output);

        PassAssert.LeavesAlone(Pass, graph);
    }

    [Fact]
    public void Apply_OperatorThatOnnxRuntimeRefuses_StaysForTheUserToSee()
    {
        var graph = Start(out var x);
        var bad = graph.AddNode("NoSuchOperator", "bad", [graph.AddConstant("a", SmallGraphs.Floats(1, 3))], "b");
        End(graph, graph.AddNode("Add", "add", [x, bad.Output], "y").Output);

        PassAssert.LeavesAlone(Pass, graph);
    }

    private static ModelGraph Start(out GraphValue x)
    {
        var graph = new ModelGraph();
        x = graph.AddInput("x", ElementType.Float, [Dim.Named("batch"), Dim.Of(3)]);
        return graph;
    }

    private static void End(ModelGraph graph, GraphValue y)
    {
        y.Type = ElementType.Float;
        graph.AddOutput(y);
    }
}
