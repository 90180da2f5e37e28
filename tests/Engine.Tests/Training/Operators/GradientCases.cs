using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Tests.Training.Operators;

/// <summary>One case at least for each operator that trains. Values keep away from kinks and ties.</summary>
internal static class GradientCases
{
    public static IReadOnlyList<GradientCase> All { get; } = [.. Elementwise(), .. Reductions(), .. Layers(), .. Movement()];

    private static IEnumerable<GradientCase> Elementwise()
    {
        foreach (var opType in new[]
        {
            "Abs", "Asinh", "Atan", "Cos", "Cosh", "Erf", "Exp", "HardSwish", "Identity", "LogSoftmax", "Mish", "Neg", "Relu", "Sigmoid", "Sin",
            "Sinh", "Softmax", "Softplus", "Softsign", "Tan", "Tanh",
        })
        {
            yield return new(opType, [Doubles(1, -0.9, 0.9, 2, 3, 4)]);
        }

        foreach (var opType in new[] { "Asin", "Acos", "Atanh" })
        {
            yield return new(opType, [Doubles(2, -0.8, 0.8, 3, 4)]);
        }

        foreach (var opType in new[] { "Acosh", "Log", "Reciprocal", "Sqrt" })
        {
            yield return new(opType, [Doubles(3, 1.2, 3, 3, 4)]);
        }

        foreach (var opType in new[] { "Add", "Sub", "Mul", "Div", "Pow", "Max", "Min", "Mean", "Sum" })
        {
            yield return new(opType, [Doubles(4, 0.5, 2, 2, 3, 4), Doubles(5, 0.6, 2.2, 3, 1)]);
        }

        yield return new("Mod", [Doubles(6, 2.1, 2.9, 3, 4), Doubles(7, 0.9, 1, 4)], ("fmod", 1));
        yield return new("Det", [Doubles(8, -1, 1, 2, 3, 3)]);
        yield return new("Where", [Tensor.Of([true, false, true], 3), Doubles(9, -1, 1, 2, 3), Doubles(10, -1, 1, 3)]);
        yield return new("Cast", [Doubles(11, -1, 1, 4)], ("to", (int)ElementType.Double));
        yield return new("CastLike", [Doubles(12, -1, 1, 4), Doubles(13, -1, 1, 1)]);
        yield return new("Dropout", [Doubles(14, -1, 1, 4)]);
        yield return new("Clip", [Doubles(15, -1, 1, 3, 4)]) { Constants = [Tensor.Scalar(-0.5), Tensor.Scalar(0.5)] };
        yield return new("Clip", [Doubles(15, -1, 1, 3, 4)], ("min", -0.5f)) { Opset = 6 };
        yield return new("PRelu", [Doubles(16, -1, 1, 2, 3, 4), Doubles(17, 0.1, 1, 3, 1)]);
        foreach (var opType in new[] { "Elu", "Celu", "Selu", "LeakyRelu", "ThresholdedRelu", "HardSigmoid" })
        {
            yield return new(opType, [Doubles(18, -2, 2, 3, 4)], ("alpha", 0.3f));
        }

        yield return new("Gelu", [Doubles(19, -2, 2, 3, 4)]) { Opset = 20 };
        yield return new("Gelu", [Doubles(19, -2, 2, 3, 4)], ("approximate", "tanh")) { Opset = 20 };
        yield return new("Shrink", [Doubles(20, -2, 2, 3, 4)], ("lambd", 0.7f), ("bias", 0.2f));
        yield return new("Softmax", [Doubles(21, -2, 2, 2, 3, 2)], ("axis", 1)) { Opset = 11 };
    }

    private static IEnumerable<GradientCase> Reductions()
    {
        foreach (var opType in new[]
        {
            "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd", "ReduceSum",
            "ReduceSumSquare",
        })
        {
            yield return new(opType, [Doubles(22, 0.3, 2, 2, 3, 4)], ("keepdims", 0)) { Constants = [Tensor.Of([0L, -1], 2)] };
        }

        yield return new("CumSum", [Doubles(23, -1, 1, 2, 4)], ("exclusive", 1), ("reverse", 1)) { Constants = [Tensor.Scalar(1L)] };
        yield return new("TopK", [Doubles(24, -1, 1, 3, 5)]) { Constants = [Tensor.Of([2L], 1)] };
        yield return new("GlobalAveragePool", [Doubles(25, -1, 1, 2, 3, 4, 2)]);
        yield return new("GlobalMaxPool", [Doubles(26, -1, 1, 2, 3, 4, 2)]);
        yield return new("GlobalLpPool", [Doubles(27, -1, 1, 2, 3, 4, 2)], ("p", 3));
    }

    private static IEnumerable<GradientCase> Layers()
    {
        yield return new("Gemm", [Doubles(28, -1, 1, 3, 2), Doubles(29, -1, 1, 3, 4), Doubles(30, -1, 1, 4)], ("transA", 1), ("alpha", 0.5f), ("beta", 2f));
        yield return new("MatMul", [Doubles(31, -1, 1, 2, 3, 4), Doubles(32, -1, 1, 4, 2)]);
        yield return new("Einsum", [Doubles(33, -1, 1, 2, 3, 4), Doubles(34, -1, 1, 2, 4, 2)], ("equation", "bij,bjk->bik"));
        yield return new("Conv", [Doubles(35, -1, 1, 1, 4, 5, 5), Doubles(36, -1, 1, 4, 2, 3, 3), Doubles(37, -1, 1, 4)], ("group", 2), ("pads", new long[] { 1, 0, 1, 2 }), ("strides", new long[] { 2, 1 }));
        yield return new("ConvTranspose", [Doubles(38, -1, 1, 1, 2, 3, 3), Doubles(39, -1, 1, 2, 3, 3, 3), Doubles(40, -1, 1, 3)], ("strides", new long[] { 2, 2 }), ("pads", new long[] { 1, 1, 1, 1 }), ("output_padding", new long[] { 1, 1 }));
        yield return new("BatchNormalization", [Doubles(41, -1, 1, 3, 2, 4), Doubles(42, 0.5, 1, 2), Doubles(43, -1, 1, 2)]) { Constants = [Doubles(44, -1, 1, 2), Doubles(45, 0.5, 2, 2)] };
        yield return new("BatchNormalization", [Doubles(41, -1, 1, 3, 2, 4), Doubles(42, 0.5, 1, 2), Doubles(43, -1, 1, 2)], ("training_mode", 1)) { Constants = [Doubles(44, -1, 1, 2), Doubles(45, 0.5, 2, 2)] };
        yield return new("InstanceNormalization", [Doubles(46, -1, 1, 2, 3, 4), Doubles(47, 0.5, 1, 3), Doubles(48, -1, 1, 3)]);
        yield return new("LayerNormalization", [Doubles(49, -1, 1, 2, 3, 4), Doubles(50, 0.5, 1, 3, 4), Doubles(51, -1, 1, 3, 4)], ("axis", 1));
        yield return new("GroupNormalization", [Doubles(52, -1, 1, 2, 4, 3), Doubles(53, 0.5, 1, 2), Doubles(54, -1, 1, 2)], ("num_groups", 2));
        yield return new("GroupNormalization", [Doubles(52, -1, 1, 2, 4, 3), Doubles(53, 0.5, 1, 4), Doubles(54, -1, 1, 4)], ("num_groups", 2)) { Opset = 21 };
        yield return new("MeanVarianceNormalization", [Doubles(55, -1, 1, 2, 2, 3, 2)]);
        yield return new("LpNormalization", [Doubles(56, -1, 1, 3, 4)], ("axis", 1));
        yield return new("LpNormalization", [Doubles(56, -1, 1, 3, 4)], ("p", 1));
        yield return new("LRN", [Doubles(57, -1, 1, 2, 5, 2, 2)], ("size", 3), ("alpha", 0.4f));
        yield return new("MaxPool", [Doubles(58, -1, 1, 1, 2, 6, 6)], ("kernel_shape", new long[] { 3, 2 }), ("strides", new long[] { 2, 2 }), ("pads", new long[] { 0, 1, 1, 1 }));
        yield return new("AveragePool", [Doubles(59, -1, 1, 1, 2, 6, 6)], ("kernel_shape", new long[] { 3, 2 }), ("pads", new long[] { 0, 1, 1, 1 }));
        yield return new("AveragePool", [Doubles(59, -1, 1, 1, 2, 6, 6)], ("kernel_shape", new long[] { 2, 2 }), ("dilations", new long[] { 2, 2 })) { Opset = 19 };
        yield return new("LpPool", [Doubles(60, -1, 1, 1, 2, 6, 6)], ("kernel_shape", new long[] { 3, 2 }), ("p", 3));
        yield return new("MaxUnpool", [Doubles(61, -1, 1, 1, 1, 2, 2)], ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 })) { Constants = [Tensor.Of([5L, 7, 13, 15], 1, 1, 2, 2)] };
        yield return new("DequantizeLinear", [Doubles(62, -3, 3, 3, 4), Doubles(63, 0.1, 1, 3)], ("axis", 0));
        foreach (var (mode, coordinates) in new[] { ("nearest", "asymmetric"), ("linear", "half_pixel"), ("cubic", "align_corners") })
        {
            yield return new("Resize", [Doubles(64, -1, 1, 1, 2, 3, 4)], ("mode", mode), ("coordinate_transformation_mode", coordinates)) { Constants = [null, Tensor.Of([1f, 1, 2, 1.5f], 4)] };
        }

        yield return new("Upsample", [Doubles(65, -1, 1, 1, 2, 3, 4)], ("mode", "linear")) { Constants = [Tensor.Of([1f, 1, 2, 2], 4)], Opset = 9 };
        yield return new("GridSample", [Doubles(66, -1, 1, 1, 2, 4, 4), Doubles(67, -0.9, 0.9, 1, 3, 3, 2)]) { Opset = 20 };
        yield return new("RNN", [Doubles(68, -1, 1, 3, 2, 4), Doubles(69, -1, 1, 2, 3, 4), Doubles(70, -1, 1, 2, 3, 3), Doubles(71, -1, 1, 2, 6)], ("hidden_size", 3), ("direction", "bidirectional"));
        foreach (var linear in new[] { 0, 1 })
        {
            yield return new("GRU", [Doubles(72, -1, 1, 3, 2, 4), Doubles(73, -1, 1, 1, 9, 4), Doubles(74, -1, 1, 1, 9, 3), Doubles(75, -1, 1, 1, 18)], ("hidden_size", 3), ("linear_before_reset", linear)) { Constants = [Tensor.Of([3, 2], 2)] };
        }

        yield return new("LSTM", [Doubles(76, -1, 1, 3, 2, 4), Doubles(77, -1, 1, 1, 12, 4), Doubles(78, -1, 1, 1, 12, 3), Doubles(79, -1, 1, 1, 24)], ("hidden_size", 3), ("direction", "reverse")) { Constants = [null, null, null, Doubles(80, -1, 1, 1, 9)] };
    }

    private static IEnumerable<GradientCase> Movement()
    {
        var x = Doubles(81, -1, 1, 2, 4, 6);
        yield return new("Flatten", [x]);
        yield return new("Reshape", [x]) { Constants = [Tensor.Of([0L, -1], 2)] };
        yield return new("Transpose", [x], ("perm", new long[] { 2, 0, 1 }));
        yield return new("Squeeze", [Doubles(82, -1, 1, 1, 3, 1)]) { Constants = [Tensor.Of([-1L], 1)] };
        yield return new("Unsqueeze", [x]) { Constants = [Tensor.Of([0L, -1], 2)] };
        yield return new("Concat", [x, Doubles(83, -1, 1, 2, 1, 6)], ("axis", 1));
        yield return new("Expand", [Doubles(84, -1, 1, 3, 1)]) { Constants = [Tensor.Of([2L, 1, 4], 3)] };
        yield return new("Tile", [Doubles(85, -1, 1, 2, 3)]) { Constants = [Tensor.Of([2L, 2], 2)] };
        yield return new("DepthToSpace", [Doubles(86, -1, 1, 1, 8, 2, 3)], ("blocksize", 2));
        yield return new("SpaceToDepth", [Doubles(87, -1, 1, 1, 2, 4, 6)], ("blocksize", 2));
        yield return new("Split", [x], ("axis", 1), ("num_outputs", 1));
        yield return new("Slice", [x]) { Constants = [Tensor.Of([3L], 1), Tensor.Of([-9L], 1), Tensor.Of([1L], 1), Tensor.Of([-2L], 1)] };
        yield return new("Gather", [x], ("axis", 1)) { Constants = [Tensor.Of([0L, -1, 0], 3)] };
        foreach (var mode in new[] { "constant", "reflect", "edge", "wrap" })
        {
            yield return new("Pad", [x], ("mode", mode)) { Constants = [Tensor.Of([0L, 1, 2, 0, -1, 1], 6)], Opset = 19 };
        }

        yield return new("Trilu", [x]) { Constants = [Tensor.Scalar(1L)] };
        yield return new("OneHot", [Tensor.Of([0L, -1, 7], 3), Tensor.Scalar(3L), Doubles(88, -1, 1, 2)]);
        yield return new("Compress", [x], ("axis", 2)) { Constants = [Tensor.Of([true, false, true], 3)] };
        yield return new("GatherElements", [x], ("axis", 2)) { Constants = [Tensor.Of([0L, -1, 2, 1], 2, 2, 1)] };
        yield return new("GatherND", [x], ("batch_dims", 1)) { Constants = [Tensor.Of([0L, -1], 2, 1)] };
        yield return new("ReverseSequence", [x], ("time_axis", 1), ("batch_axis", 0)) { Constants = [Tensor.Of([4L, 2], 2)] };
        yield return new("Scatter", [x, Tensor.Of([0L, 3, 2, -1], 2, 1, 2), Doubles(90, -1, 1, 2, 1, 2)], ("axis", 2)) { Opset = 9 };
        foreach (var reduction in new[] { "none", "add", "mul", "max", "min" })
        {
            yield return new("ScatterElements", [x, Tensor.Of([0L, 3, 2, -1], 2, 1, 2), Doubles(91, -1, 1, 2, 1, 2)], ("axis", 2), ("reduction", reduction));
            yield return new("ScatterND", [x, Tensor.Of([0L, 3, 1, -1], 2, 2), Doubles(92, -1, 1, 2, 6)], ("reduction", reduction));
        }
    }

    private static Tensor Doubles(int seed, double low, double high, params ReadOnlySpan<long> shape)
    {
        var random = new Random(seed);
        var values = new double[Tensor.CountOf(shape)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = low + ((high - low) * random.NextDouble());
        }

        return Tensor.Of(values, shape);
    }
}
