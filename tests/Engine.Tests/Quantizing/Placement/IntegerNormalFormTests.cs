using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Quantizing.Placement;

namespace AutoCompress.Engine.Tests.Quantizing.Placement;

public class IntegerNormalFormTests
{
    [Fact]
    public void Apply_ReluBehindThePoolAndABiasBehindTheProduct_ComputesTheSame()
    {
        var (graph, input) = (LeNetLike(), RandomResNet.Batch(1, 3));
        var (normal, changed) = new IntegerNormalForm().Apply(graph);
        Assert.True(changed);
        Assert.Equal(["Conv", "Relu", "MaxPool", "Flatten", "Gemm"], normal.Nodes.Select(node => node.OpType));
        Assert.Equal(["Conv", "MaxPool", "Relu", "Flatten", "MatMul", "Add"], graph.Nodes.Select(node => node.OpType));
        Assert.Equal("y", normal.Outputs[0].Name);
        Assert.InRange(QuantizedModels.Error(QuantizedModels.Run(normal, input), QuantizedModels.Run(graph, input)), 0, 1e-5);
    }

    [Fact]
    public void Apply_NothingToRewrite_GivesTheGraphBack()
    {
        var graph = RandomResNet.Create(1);
        Assert.Same(graph, new IntegerNormalForm().Apply(graph).Graph);
    }

    [Fact]
    public void Optimized_LeNetLike_IsIntegerThroughout()
    {
        var operators = QuantizedModels.Optimized(QuantizedModels.Lower(QuantizedModels.Place(LeNetLike())));
        Assert.Equal(["MaxPool", "QGemm", "QLinearConv"], operators.Select(op => op.Replace("Nhwc", "")).Except(["QuantizeLinear", "Transpose", "Flatten"]).Order());
    }

    private static ModelGraph LeNetLike()
    {
        var (graph, random) = (new ModelGraph(), new Random(2));
        var x = graph.AddInput("x", ElementType.Float, [Dim.Named("batch"), Dim.Of(1), Dim.Of(28), Dim.Of(28)]);
        var conv = graph.AddNode("Conv", "conv", [x, Weight(6, 1, 5, 5), Weight(6)], "conv").Output;
        var pool = graph.AddNode("MaxPool", "pool", [conv], "pool").Output;
        (pool.Producer!.Attributes["kernel_shape"], pool.Producer.Attributes["strides"]) = (new AttributeValue.Ints([2, 2]), new AttributeValue.Ints([2, 2]));
        var relu = graph.AddNode("Relu", "relu", [pool], "relu").Output;
        var rows = graph.AddNode("Flatten", "rows", [relu], "rows").Output;
        (rows.Type, rows.Shape) = (ElementType.Float, [Dim.Named("batch"), Dim.Of(6 * 12 * 12)]);
        var product = graph.AddNode("MatMul", "product", [rows, Weight(6 * 12 * 12, 10)], "product").Output;
        var sum = graph.AddNode("Add", "sum", [Weight(1, 10), product], "y").Output;
        (sum.Type, sum.Shape) = (ElementType.Float, [Dim.Named("batch"), Dim.Of(10)]);
        graph.AddOutput(sum);
        return graph;

        GraphValue Weight(params long[] shape) => graph.AddConstant(
            "w", Tensor.Of(Enumerable.Range(0, (int)Tensor.CountOf(shape)).Select(_ => random.NextSingle() - 0.5f).ToArray(), shape));
    }
}
