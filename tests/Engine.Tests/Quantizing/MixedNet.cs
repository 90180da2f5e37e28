using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Tests.Quantizing;

/// <summary>What the residual network lacks: MaxPool, Concat, Clip, a product with a constant, Reshape, Transpose, MatMul with and without a Relu, a float tail.</summary>
internal static class MixedNet
{
    public static ModelGraph Create(int seed)
    {
        var (graph, random) = (new ModelGraph(), new Random(seed));
        var x = graph.AddInput("input", ElementType.Float, [Dim.Named("batch"), Dim.Of(1), Dim.Of(28), Dim.Of(28)]);
        var one = Node("Clip", Node("Conv", x, Weight(4, 1, 5, 5), Weight(4)), Scalar(0), Scalar(3));
        one = Node("MaxPool", one);
        (one.Producer!.Attributes["kernel_shape"], one.Producer.Attributes["strides"]) = (new AttributeValue.Ints([2, 2]), new AttributeValue.Ints([2, 2]));
        var two = Node("Conv", x, Weight(4, 1, 5, 5));
        two.Producer!.Attributes["strides"] = new AttributeValue.Ints([2, 2]);
        var both = Node("Concat", one, two);
        both.Producer!.Attributes["axis"] = new AttributeValue.Int(1);
        both = Node("Mul", both, graph.AddConstant("factor", Tensor.Of([0.5f, 1, 2, 3, -1, 1, 1, 0.25f], 1, 8, 1, 1)));
        var rows = Node("Reshape", both, graph.AddConstant("rows", Tensor.Of([0L, 8, 144], 3)));
        rows = Node("Transpose", rows);
        rows.Producer!.Attributes["perm"] = new AttributeValue.Ints([0, 2, 1]);
        var hidden = Node("Relu", Node("MatMul", rows, Weight(8, 6)));
        var result = Node("Softmax", Node("MatMul", hidden, Weight(6, 5)));
        (result.Type, result.Shape) = (ElementType.Float, [Dim.Named("batch"), Dim.Of(144), Dim.Of(5)]);
        graph.AddOutput(result);
        return graph;

        GraphValue Node(string type, params GraphValue[] inputs) => graph.AddNode(type, type, inputs, type).Output;

        GraphValue Scalar(float value) => graph.AddConstant("border", Tensor.Scalar(value));

        GraphValue Weight(params long[] shape) => graph.AddConstant(
            "weight", Tensor.Of(Enumerable.Range(0, (int)Tensor.CountOf(shape)).Select(_ => random.NextSingle() - 0.4f).ToArray(), shape));
    }
}
