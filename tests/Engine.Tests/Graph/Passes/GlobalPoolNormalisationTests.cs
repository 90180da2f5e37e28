using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Passes;

namespace AutoCompress.Engine.Tests.Graph.Passes;

public sealed class GlobalPoolNormalisationTests
{
    private static readonly GlobalPoolNormalisation Pass = new();
    private static readonly long[] Image = [2, 3, 4, 5];

    [Theory]
    [InlineData(17, 1, 2, 3)]
    [InlineData(17, 0, -1, -2)]
    [InlineData(18, 1, -2, -1)]
    [InlineData(18, 0, 2, 3)]
    public void Apply_MeanOverSpace_IsAGlobalPool(int opset, int keepdims, params int[] axes)
    {
        var result = PassAssert.Rewrites(Pass, Mean(opset, keepdims, Array.ConvertAll(axes, a => (long)a)), Image);

        Assert.Equal(keepdims == 1 ? ["GlobalAveragePool"] : ["GlobalAveragePool", "Flatten"], result.Nodes.Select(node => node.OpType));
        Assert.Empty(result.Constants);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1, 2, 3)]
    public void Apply_MeanOverOtherAxes_StaysAMean(params int[] axes) => PassAssert.LeavesAlone(Pass, Mean(17, 1, Array.ConvertAll(axes, a => (long)a)));

    [Fact]
    public void Apply_UnknownShape_StaysAMean()
    {
        var graph = Mean(17, 1, [2, 3]);
        graph["x"].Shape = null;

        PassAssert.LeavesAlone(Pass, graph);
    }

    [Theory]
    [InlineData(4, 5, true)]
    [InlineData(4, 4, false)]
    public void Apply_AveragePool_OnlyOverTheWholeMap(long height, long width, bool whole)
    {
        var graph = new ModelGraph();
        var x = graph.AddInput("x", ElementType.Float, [Dim.Named("batch"), .. Image.Skip(1).Select(Dim.Of)]);
        var pool = graph.AddNode("AveragePool", "pool", [x], "y");
        pool.Attributes["kernel_shape"] = new AttributeValue.Ints([height, width]);
        pool.Output.Type = ElementType.Float;
        graph.AddOutput(pool.Output);

        if (whole)
        {
            Assert.Equal("GlobalAveragePool", Assert.Single(PassAssert.Rewrites(Pass, graph, Image).Nodes).OpType);
        }
        else
        {
            PassAssert.LeavesAlone(Pass, graph);
        }
    }

    private static ModelGraph Mean(int opset, int keepdims, long[] axes)
    {
        var graph = new ModelGraph();
        graph.Header = graph.Header with { Opsets = graph.Header.Opsets.SetItem("", opset) };
        var x = graph.AddInput("x", ElementType.Float, [Dim.Named("batch"), .. Image.Skip(1).Select(Dim.Of)]);
        var mean = graph.AddNode("ReduceMean", "mean", opset < 18 ? [x] : [x, graph.AddConstant("axes", Tensor.Of(axes, axes.Length))], "y");
        mean.Attributes["keepdims"] = new AttributeValue.Int(keepdims);
        if (opset < 18)
        {
            mean.Attributes["axes"] = new AttributeValue.Ints([.. axes]);
        }

        mean.Output.Type = ElementType.Float;
        graph.AddOutput(mean.Output);
        return graph;
    }
}
