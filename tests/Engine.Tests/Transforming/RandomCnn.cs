using AutoCompress.Engine.Data;
using AutoCompress.Engine.Graph;
using static AutoCompress.Engine.Tests.Transforming.CnnBuilder;

namespace AutoCompress.Engine.Tests.Transforming;

/// <summary>Random small CNNs of blocks that real networks are made of. The same seed writes the same graph.</summary>
internal sealed class RandomCnn
{
    private static readonly string[] Activations = ["Relu", "LeakyRelu", "Sigmoid", "Tanh", "Elu", "HardSwish", "Softplus", "HardSigmoid"];

    private readonly CnnBuilder _b;
    private SplitMix64 _random;
    private int _count;

    private RandomCnn(ulong seed) => (_random, _b) = (new(seed), new(seed + 1));

    public static ModelGraph Of(ulong seed, int blocks = 5)
    {
        var random = new RandomCnn(seed);
        random.Write(blocks);
        return random._b.Graph;
    }

    private void Write(int blocks)
    {
        var x = _b.ConvBnRelu("stem", _b.Input("x", 3, 8, 8), Width());
        for (var i = 0; i < blocks; i++)
        {
            x = Block(x);
        }

        _b.Output(Head(x));
    }

    private GraphValue Block(GraphValue x) => _random.Next(20) switch
    {
        0 => _b.ConvBnRelu(Name("conv"), x, Width()),
        1 => Act(_b.Conv(Name("biased"), x, Width(), bias: true)),
        2 => Residual(x),
        3 => Projection(x),
        4 => PaddedShortcut(x),
        5 => InvertedResidual(x),
        6 => _b.ConvBnRelu(Name("multiplied"), x, C(x) * 2, groups: C(x)),
        7 => _b.ConvBnRelu(Name("wide-groups"), Even(x, 2), Width(4), groups: 2),
        8 => NarrowGroups(x),
        9 => _b.Concat(Name("dense"), x, _b.ConvBnRelu(Name("growth"), x, 4)),
        10 => SplitPath(x),
        11 => _b.Shuffle(Name("shuffle"), Even(x, 4), 2),
        12 => ConvGate(x),
        13 => GemmGate(x),
        14 => SpatialGate(x),
        15 => ChannelsLast(x),
        16 => UpAndDown(x),
        17 => Subsets(x),
        18 => Scaled(x),
        _ => DepthToSpace(x),
    };

    private GraphValue Head(GraphValue x)
    {
        switch (_random.Next(4))
        {
            case 0:
                return _b.Gemm("fc", _b.Flatten("flat", _b.GlobalPool("gap", x)), 5);
            case 1:
                return _b.Gemm("fc", Act(_b.Gemm("hidden", _b.Flatten("flat", x), 12)), 5);
            case 2:
                var mean = _b.Node("ReduceMean", "mean", [x], [C(x)], ("axes", Ints(2, 3)), ("keepdims", new AttributeValue.Int(0)));
                var product = _b.Node("MatMul", "product", [mean, _b.Weights("product.weight", C(mean), 5)], [5]);
                return _b.Node("Softmax", "softmax", [_b.Node("Add", "biased", [product, _b.Weights("product.bias", 5)], [5])], [5]);
            default:
                return _b.Node(
                    "ConvTranspose", "up", [x, _b.Weights("up.weight", C(x), 2, 2, 2)], [2, H(x) * 2, W(x) * 2],
                    ("kernel_shape", Ints(2, 2)), ("strides", Ints(2, 2)));
        }
    }

    private GraphValue NarrowGroups(GraphValue x)
    {
        x = Even(x, 8);
        return _b.ConvBnRelu(Name("narrow-groups"), x, C(x), groups: C(x) / 2);
    }

    private GraphValue Residual(GraphValue x)
    {
        var y = _b.ConvBnRelu(Name("res-a"), x, Width());
        y = _b.BatchNorm(Name("res-bn"), _b.Conv(Name("res-b"), y, C(x)));
        return Act(_b.Binary("Add", Name("add"), y, x));
    }

    private GraphValue Projection(GraphValue x)
    {
        var width = Width();
        var y = _b.Conv(Name("proj-b"), _b.ConvBnRelu(Name("proj-a"), x, Width(), stride: 1), width);
        return Act(_b.Binary("Add", Name("add"), y, _b.BatchNorm(Name("proj-bn"), _b.Conv(Name("short"), x, width, kernel: 1))));
    }

    /// <summary>The first residual networks' shortcut: new channels are zeros.</summary>
    private GraphValue PaddedShortcut(GraphValue x)
    {
        var pads = _b.Integers(Name("pads"), 0, 1, 0, 0, 0, 3, 0, 0);
        var padded = _b.Node("Pad", Name("pad"), [x, pads], [C(x) + 4, H(x), W(x)]);
        return _b.Binary("Add", Name("add"), _b.Conv(Name("wider"), x, C(x) + 4), padded);
    }

    private GraphValue InvertedResidual(GraphValue x)
    {
        var y = _b.ConvBnRelu(Name("expand"), x, C(x) * 2, kernel: 1);
        y = _b.ConvBnRelu(Name("depth"), y, C(y), groups: C(y));
        return _b.Binary("Add", Name("add"), _b.BatchNorm(Name("ir-bn"), _b.Conv(Name("project"), y, C(x), kernel: 1)), x);
    }

    private GraphValue SplitPath(GraphValue x)
    {
        x = Even(x, 2);
        var halves = _b.Split(Name("split"), x, C(x) / 2, C(x) / 2);
        return _random.Next(3) switch
        {
            0 => _b.Concat(Name("cat"), _b.ConvBnRelu(Name("half"), halves[1], C(halves[1])), halves[0]),
            1 => _b.Binary("Mul", Name("glu"), halves[0], _b.Act("Sigmoid", Name("gate"), halves[1])),
            _ => _b.Concat(Name("swap"), halves[1], halves[0]),
        };
    }

    private GraphValue ConvGate(GraphValue x)
    {
        var gate = Act(_b.Conv(Name("squeeze"), _b.GlobalPool(Name("gap"), x), 4, kernel: 1, bias: true));
        gate = _b.Act("Sigmoid", Name("sigmoid"), _b.Conv(Name("excite"), gate, C(x), kernel: 1, bias: true));
        return _b.Binary("Mul", Name("gated"), x, gate);
    }

    private GraphValue GemmGate(GraphValue x)
    {
        var gate = _b.Act("Relu", Name("relu"), _b.Gemm(Name("squeeze"), _b.Flatten(Name("flat"), _b.GlobalPool(Name("gap"), x)), 4));
        gate = _b.Act("Sigmoid", Name("sigmoid"), _b.Gemm(Name("excite"), gate, C(x)));
        gate = _random.Next(2) == 0
            ? _b.Node("Reshape", Name("reshape"), [gate, _b.Integers(Name("to"), -1, C(x), 1, 1)], [C(x), 1, 1])
            : _b.Node("Unsqueeze", Name("unsqueeze"), [gate, _b.Integers(Name("axes"), 2, 3)], [C(x), 1, 1]);
        return _b.Binary("Mul", Name("gated"), x, gate);
    }

    private GraphValue SpatialGate(GraphValue x) =>
        _b.Binary("Mul", Name("gated"), x, _b.Act("Sigmoid", Name("sigmoid"), _b.Conv(Name("map"), x, 1)));

    private GraphValue ChannelsLast(GraphValue x)
    {
        var (c, h, w) = (C(x), H(x), W(x));
        var last = _b.Node("Transpose", Name("nhwc"), [x], [h, w, c], ("perm", Ints(0, 2, 3, 1)));
        var wide = Width();
        var y = _b.Node("MatMul", Name("in"), [last, _b.Weights(Name("w"), c, wide)], [h, w, wide]);
        y = Act(_b.Node("Add", Name("bias"), [_b.Weights(Name("b"), wide), y], [h, w, wide]));
        y = _b.Node("MatMul", Name("out"), [y, _b.Weights(Name("w"), wide, c)], [h, w, c]);
        return _b.Binary("Add", Name("add"), x, _b.Node("Transpose", Name("nchw"), [y], [c, h, w], ("perm", Ints(0, 3, 1, 2))));
    }

    private GraphValue UpAndDown(GraphValue x)
    {
        var (c, h, w) = (C(x), H(x), W(x));
        var none = _b.Graph.AddConstant(Name("roi"), Tensor.Of(Array.Empty<float>(), 0));
        var scales = _b.Graph.AddConstant(Name("scales"), Tensor.Of([1f, 1f, 2f, 2f], 4));
        return _b.MaxPool(Name("pool"), _b.Node("Resize", Name("resize"), [x, none, scales], [c, h * 2, w * 2]));
    }

    private GraphValue Subsets(GraphValue x)
    {
        x = Even(x, 4);
        var (c, h, w) = (C(x), H(x), W(x));
        var first = _b.Node(
            "Slice", Name("first"), [x, _b.Integers(Name("s"), 0), _b.Integers(Name("e"), c / 2), _b.Integers(Name("a"), 1)], [c / 2, h, w]);
        var odd = _b.Node(
            "Slice", Name("odd"),
            [x, _b.Integers(Name("s"), 1), _b.Integers(Name("e"), long.MaxValue), _b.Integers(Name("a"), 1), _b.Integers(Name("t"), 2)], [c / 2, h, w]);
        var some = _b.Node("Gather", Name("some"), [x, _b.Integers(Name("i"), c - 1, 0, 1)], [3, h, w], ("axis", new AttributeValue.Int(1)));
        return _b.Concat(Name("cat"), first, some, odd);
    }

    private GraphValue Scaled(GraphValue x)
    {
        var y = _b.Node("PRelu", Name("prelu"), [x, _b.Weights(Name("slope"), C(x), 1, 1)], Sample(x));
        y = _b.Node("Mul", Name("scale"), [y, _b.Weights(Name("gamma"), C(x), 1, 1)], Sample(x));
        y = _b.Node("Add", Name("offset"), [y, _b.Graph.AddConstant(Name("one"), Tensor.Scalar(1f))], Sample(x));
        return _b.Node("Clip", Name("clip"), [y, _b.Graph.AddConstant(Name("low"), Tensor.Scalar(-1f))], Sample(x));
    }

    private GraphValue DepthToSpace(GraphValue x)
    {
        x = Even(x, 4);
        var mode = _random.Next(2) == 0 ? "DCR" : "CRD";
        var y = _b.Node(
            "DepthToSpace", Name("d2s"), [x], [C(x) / 4, H(x) * 2, W(x) * 2],
            ("blocksize", new AttributeValue.Int(2)), ("mode", new AttributeValue.Text(mode)));
        y = _b.Node("SpaceToDepth", Name("s2d"), [y], [C(x), H(x), W(x)], ("blocksize", new AttributeValue.Int(2)));
        return y;
    }

    private GraphValue Act(GraphValue x) => _b.Act(Activations[_random.Next(Activations.Length)], Name("act"), x);

    /// <summary>x itself when its channels divide, else a convolution to a width that does.</summary>
    private GraphValue Even(GraphValue x, int divisor) => C(x) % divisor == 0 ? x : _b.ConvBnRelu(Name("even"), x, Width(divisor));

    private long Width(int multiple = 2) => multiple * (2 + _random.Next(16 / multiple));

    private string Name(string kind) => $"{kind}{_count++}";
}
