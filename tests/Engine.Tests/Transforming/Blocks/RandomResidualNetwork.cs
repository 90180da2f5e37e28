using AutoCompress.Engine.Data;
using AutoCompress.Engine.Graph;
using static AutoCompress.Engine.Tests.Transforming.CnnBuilder;

namespace AutoCompress.Engine.Tests.Transforming.Blocks;

/// <summary>Random networks whose layers are residual in all the ways that real ones are. The same seed writes the same graph.</summary>
internal sealed class RandomResidualNetwork
{
    private readonly CnnBuilder _b;
    private SplitMix64 _random;
    private GraphValue? _shared;
    private int _count;

    private RandomResidualNetwork(ulong seed) => (_random, _b) = (new(seed), new(seed + 1));

    public static ModelGraph Of(ulong seed, int layers = 6)
    {
        var network = new RandomResidualNetwork(seed);
        var b = network._b;
        var x = b.ConvBnRelu("stem", b.Input("x", 3, 8, 8), network.Width());
        for (var i = 0; i < layers; i++)
        {
            x = network.Layer(x);
        }

        b.Output(network._random.Next(4) == 0 ? x : b.Gemm("fc", b.Flatten("flat", b.GlobalPool("gap", x)), 5));
        return b.Graph;
    }

    private GraphValue Layer(GraphValue x) => _random.Next(7) switch
    {
        0 => _b.Act("Relu", Name("after"), Sum(x, Branch(x))),
        1 => Sum(Branch(x), x),
        2 => Sum(Sum(x, Branch(x)), Branch(x)),
        3 => Sum(x, Sum(Branch(x), Branch(x))),
        4 => Sum(x, Projected(Sum(_b.ConvBnRelu(Name("outer"), x, C(x)), Branch(x)), C(x))),
        5 => Nested(x),
        _ => _b.ConvBnRelu(Name("plain"), x, Width()),
    };

    /// <summary>A block whose branch holds a block.</summary>
    private GraphValue Nested(GraphValue x)
    {
        var inner = _b.ConvBnRelu(Name("narrow"), x, Width());
        return Sum(x, Projected(Sum(inner, Branch(inner)), C(x)));
    }

    private GraphValue Branch(GraphValue x) => _random.Next(6) switch
    {
        0 => _b.BatchNorm(Name("bn"), _b.Conv(Name("second"), _b.ConvBnRelu(Name("first"), x, Width()), C(x))),
        1 => _b.Conv(Name("conv"), _b.Act("Relu", Name("before"), _b.BatchNorm(Name("bn"), x)), C(x), bias: true),
        2 => Inverted(x),
        3 => Excited(_b.Conv(Name("conv"), _b.ConvBnRelu(Name("first"), x, Width()), C(x))),
        4 => _b.Node("Mul", Name("scaled"), [_b.Weights(Name("gamma"), C(x), 1, 1), _b.Conv(Name("conv"), x, C(x), kernel: 1)], Sample(x)),
        _ => Shared(x),
    };

    private GraphValue Inverted(GraphValue x)
    {
        var wide = _b.ConvBnRelu(Name("expand"), x, C(x) * 2, kernel: 1);
        return Projected(_b.ConvBnRelu(Name("depth"), wide, C(wide), groups: C(wide)), C(x));
    }

    private GraphValue Excited(GraphValue x)
    {
        var gate = _b.Act("Relu", Name("relu"), _b.Conv(Name("squeeze"), _b.GlobalPool(Name("gap"), x), 4, kernel: 1, bias: true));
        return _b.Binary("Mul", Name("gated"), x, _b.Act("Sigmoid", Name("gate"), _b.Conv(Name("excite"), gate, C(x), kernel: 1, bias: true)));
    }

    /// <summary>A convolution with the weight of an earlier one where that has the same width.</summary>
    private GraphValue Shared(GraphValue x)
    {
        var weight = _shared?.Size(0) == C(x) ? _shared : _b.Weights(Name("shared"), C(x), C(x), 1, 1);
        _shared = weight;
        return _b.Node("Conv", Name("reuse"), [x, weight], Sample(x), ("kernel_shape", Ints(1, 1)));
    }

    private GraphValue Projected(GraphValue x, long channels) => _b.BatchNorm(Name("bn"), _b.Conv(Name("project"), x, channels, kernel: 1));

    private GraphValue Sum(GraphValue a, GraphValue b) => _b.Binary("Add", Name("add"), a, b);

    private long Width() => 2 * (2 + _random.Next(8));

    private string Name(string kind) => $"{kind}{_count++}";
}
