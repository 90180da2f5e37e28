using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Passes;

namespace AutoCompress.Engine.Tests.Graph.Passes;

public sealed class FoldAffineTests
{
    private static readonly FoldAffine Pass = new();

    [Theory]
    [InlineData("Mul", false, 4, 1, 1)]
    [InlineData("Mul", true, 1, 4, 1, 1)]
    [InlineData("Add", true)]
    [InlineData("Add", false, 1)]
    [InlineData("Sub", false, 4, 1, 1)]
    [InlineData("Div", false, 1, 4, 1, 1)]
    public void Apply_ConstantPerChannel_MovesIntoTheConv(string op, bool constantFirst, params int[] shape) =>
        Assert.Single(PassAssert.Rewrites(Pass, Build(op, constantFirst, Array.ConvertAll(shape, s => (long)s)), [2, 2, 5, 5]).Nodes);

    [Theory]
    [InlineData("Div", true, 4, 1, 1)]
    [InlineData("Sub", true, 4, 1, 1)]
    [InlineData("Mul", false, 3)]
    [InlineData("Add", false, 1, 1, 4, 1, 1)]
    public void Apply_OtherForms_LeavesThemAlone(string op, bool constantFirst, params int[] shape) =>
        PassAssert.LeavesAlone(Pass, Build(op, constantFirst, Array.ConvertAll(shape, s => (long)s)));

    [Fact]
    public void Apply_DivisionByZero_LeavesItAlone()
    {
        var graph = Build("Div", false, [4, 1, 1]);
        ModelGraph.SetConstant(graph["k"], Tensor.Of(new float[4], 4, 1, 1));

        PassAssert.LeavesAlone(Pass, graph);
    }

    private static ModelGraph Build(string op, bool constantFirst, long[] shape)
    {
        var graph = new ModelGraph();
        var image = graph.AddInput("image", ElementType.Float, [Dim.Named("batch"), Dim.Of(2), Dim.Of(5), Dim.Of(5)]);
        var conv = graph.AddNode("Conv", "conv", [image, graph.AddConstant("w", SmallGraphs.Floats(1, 4, 2, 3, 3))], "conv.out").Output;
        var constant = graph.AddConstant("k", SmallGraphs.Floats(2, shape));
        var node = graph.AddNode(op, "affine", constantFirst ? [constant, conv] : [conv, constant], "out");
        node.Output.Type = ElementType.Float;
        graph.AddOutput(node.Output);
        return graph;
    }
}
