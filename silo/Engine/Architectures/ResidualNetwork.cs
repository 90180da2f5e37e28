using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Architectures;

/// <summary>
/// A residual network for small images with random weights, as a graph: 3x3 stem; stages of basic blocks (two 3x3 convolutions, the
/// shortcut is projected by a 1x1 convolution where the shape changes); BatchNorm after each convolution, which has no bias; global
/// average pooling; one linear layer. He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition (CVPR 2016), section 4.2.
/// Input "image" [batch, channels, size, size], output "logits" [batch, classes], opset 17. Weights are He-normal over the fan-out
/// (the linear layer: uniform over the fan-in); the same seed gives the same bytes.
/// </summary>
public sealed class ResidualNetwork
{
    private const float Epsilon = 1e-5f;

    private readonly ModelGraph _graph = new() { Name = "residual_network" };
    private readonly ResidualNetworkOptions _options;
    private readonly WeightSource _weights;

    private ResidualNetwork(ResidualNetworkOptions options) => (_options, _weights) = (options, new(options.Seed));

    public static ModelGraph Build(ResidualNetworkOptions? options = null) => new ResidualNetwork(options ?? new()).Build();

    private ModelGraph Build()
    {
        var image = _graph.AddInput("image", ElementType.Float,
            [Dim.Named("batch"), Dim.Of(_options.Channels), Dim.Of(_options.Size), Dim.Of(_options.Size)]);
        var x = Relu("stem", ConvNorm("stem", image, _options.Channels, _options.Widths[0], kernel: 3, stride: 1));
        var channels = _options.Widths[0];
        for (var stage = 0; stage < _options.Widths.Length; stage++)
        {
            for (var block = 0; block < _options.BlocksPerStage; block++)
            {
                var stride = stage > 0 && block == 0 ? 2 : 1;
                x = Block($"stage{stage + 1}.block{block + 1}", x, channels, _options.Widths[stage], stride);
                channels = _options.Widths[stage];
            }
        }

        var pooled = _graph.AddNode("GlobalAveragePool", "pool", [x], "pool.out").Output;
        var features = _graph.AddNode("Flatten", "flatten", [pooled], "flatten.out").Output;
        var weight = _graph.AddConstant("head.weight", _weights.Uniform(1 / MathF.Sqrt(channels), _options.Classes, channels));
        var bias = _graph.AddConstant("head.bias", Filled(0, _options.Classes));
        var head = _graph.AddNode("Gemm", "head", [features, weight, bias], "logits");
        head.Attributes["transB"] = new AttributeValue.Int(1);
        (head.Output.Type, head.Output.Shape) = (ElementType.Float, [Dim.Named("batch"), Dim.Of(_options.Classes)]);
        _graph.AddOutput(head.Output);
        return _graph;
    }

    private GraphValue Block(string name, GraphValue x, int from, int to, int stride)
    {
        var main = Relu(name + ".1", ConvNorm(name + ".1", x, from, to, kernel: 3, stride));
        main = ConvNorm(name + ".2", main, to, to, kernel: 3, stride: 1);
        var shortcut = from == to && stride == 1 ? x : ConvNorm(name + ".shortcut", x, from, to, kernel: 1, stride);
        return Relu(name, _graph.AddNode("Add", name + ".add", [main, shortcut], name + ".add.out").Output);
    }

    private GraphValue ConvNorm(string name, GraphValue x, int from, int to, int kernel, int stride)
    {
        var fanOut = to * kernel * kernel;
        var weight = _graph.AddConstant(name + ".conv.weight", _weights.Normal(MathF.Sqrt(2f / fanOut), to, from, kernel, kernel));
        var conv = _graph.AddNode("Conv", name + ".conv", [x, weight], name + ".conv.out");
        var pad = kernel / 2;
        conv.Attributes["kernel_shape"] = new AttributeValue.Ints([kernel, kernel]);
        conv.Attributes["pads"] = new AttributeValue.Ints([pad, pad, pad, pad]);
        conv.Attributes["strides"] = new AttributeValue.Ints([stride, stride]);
        GraphValue[] inputs =
        [
            conv.Output,
            _graph.AddConstant(name + ".norm.scale", Filled(1, to)),
            _graph.AddConstant(name + ".norm.bias", Filled(0, to)),
            _graph.AddConstant(name + ".norm.mean", Filled(0, to)),
            _graph.AddConstant(name + ".norm.var", Filled(1, to)),
        ];
        var norm = _graph.AddNode("BatchNormalization", name + ".norm", inputs, name + ".norm.out");
        norm.Attributes["epsilon"] = new AttributeValue.Float(Epsilon);
        return norm.Output;
    }

    private GraphValue Relu(string name, GraphValue x) => _graph.AddNode("Relu", name + ".relu", [x], name + ".relu.out").Output;

    private static Tensor Filled(float value, int count)
    {
        var values = new float[count];
        Array.Fill(values, value);
        return Tensor.Of(values, count);
    }
}
