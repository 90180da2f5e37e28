using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Tests.Quantizing;

/// <summary>ResNet-8's shape with random weights and BatchNorms already folded: stem, three blocks (two with a shortcut convolution), pooling, classifier.</summary>
internal sealed class RandomResNet
{
    private readonly ModelGraph _graph = new();
    private readonly Random _random;

    private RandomResNet(int seed) => _random = new(seed);

    public static ModelGraph Create(int seed, int width = 8, bool reduceMean = false)
    {
        var net = new RandomResNet(seed);
        var graph = net._graph;
        var x = graph.AddInput("input", ElementType.Float, [Dim.Named("batch"), Dim.Of(1), Dim.Of(28), Dim.Of(28)]);
        x = net.Relu(net.Conv("stem", x, 1, width, 3, 1));
        x = net.Block("one", x, width, width, 1);
        x = net.Block("two", x, width, 2 * width, 2);
        x = net.Block("three", x, 2 * width, 4 * width, 2);
        if (reduceMean)
        {
            (x.Type, x.Shape) = (ElementType.Float, [Dim.Named("batch"), Dim.Of(4 * width), Dim.Of(7), Dim.Of(7)]);
            var mean = graph.AddNode("ReduceMean", "mean", [x], "mean");
            mean.Attributes["axes"] = new AttributeValue.Ints([2, 3]);
            mean.Attributes["keepdims"] = new AttributeValue.Int(0);
            x = mean.Output;
        }
        else
        {
            x = graph.AddNode("GlobalAveragePool", "pool", [x], "pool").Output;
            x = graph.AddNode("Flatten", "flat", [x], "flat").Output;
        }

        var gemm = graph.AddNode(
            "Gemm", "classifier",
            [x, graph.AddConstant("classifier.weight", net.Random(0.3f, 10, 4 * width)), graph.AddConstant("classifier.bias", net.Random(0.1f, 10))],
            "logits");
        gemm.Attributes["transB"] = new AttributeValue.Int(1);
        (gemm.Output.Type, gemm.Output.Shape) = (ElementType.Float, [Dim.Named("batch"), Dim.Of(10)]);
        graph.AddOutput(gemm.Output);
        return graph;
    }

    /// <summary>Images in [0, 1], a fifth of the pixels exactly 0.</summary>
    public static Tensor Batch(int seed, int count)
    {
        var random = new Random(seed);
        var values = new float[count * 28 * 28];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Math.Max(0, random.NextSingle() * 1.25f - 0.25f);
        }

        return Tensor.Of(values, count, 1, 28, 28);
    }

    private GraphValue Block(string name, GraphValue x, int inputs, int outputs, int stride)
    {
        var main = Relu(Conv(name + ".a", x, inputs, outputs, 3, stride));
        main = Conv(name + ".b", main, outputs, outputs, 3, 1);
        var shortcut = stride == 1 ? x : Conv(name + ".s", x, inputs, outputs, 1, stride);
        return Relu(_graph.AddNode("Add", name + ".add", [main, shortcut], name + ".add").Output);
    }

    private GraphValue Conv(string name, GraphValue x, int inputs, int outputs, int kernel, int stride)
    {
        var deviation = MathF.Sqrt(2f / (inputs * kernel * kernel));
        var conv = _graph.AddNode(
            "Conv", name,
            [x, _graph.AddConstant(name + ".weight", Random(deviation, outputs, inputs, kernel, kernel)), _graph.AddConstant(name + ".bias", Random(0.1f, outputs))],
            name);
        conv.Attributes["kernel_shape"] = new AttributeValue.Ints([kernel, kernel]);
        conv.Attributes["strides"] = new AttributeValue.Ints([stride, stride]);
        conv.Attributes["pads"] = new AttributeValue.Ints([kernel / 2, kernel / 2, kernel / 2, kernel / 2]);
        return conv.Output;
    }

    private GraphValue Relu(GraphValue x) => _graph.AddNode("Relu", x.Name + ".relu", [x], x.Name + ".relu").Output;

    private Tensor Random(float deviation, params long[] shape)
    {
        var values = new float[Tensor.CountOf(shape)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = deviation * MathF.Sqrt(-2 * MathF.Log(1 - _random.NextSingle())) * MathF.Cos(2 * MathF.PI * _random.NextSingle());
        }

        return Tensor.Of(values, shape);
    }
}
