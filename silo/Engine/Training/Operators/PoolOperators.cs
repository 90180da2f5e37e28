using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Training.Operators;

/// <summary>Pooling over one, two or three spatial axes.</summary>
internal static class PoolOperators
{
    private static readonly TorchOperator[] MaxPools = [new("aten::max_pool1d"), new("aten::max_pool2d"), new("aten::max_pool3d")];
    private static readonly TorchOperator[] IndexedMaxPools =
        [new("aten::max_pool1d_with_indices"), new("aten::max_pool2d_with_indices"), new("aten::max_pool3d_with_indices")];
    private static readonly TorchOperator[] AveragePools = [new("aten::avg_pool1d"), new("aten::avg_pool2d"), new("aten::avg_pool3d")];
    private static readonly TorchOperator Amax = new("aten::amax");
    private static readonly TorchOperator Ones = new("aten::ones");
    private static readonly TorchOperator OnesLike = new("aten::ones_like");
    private static readonly TorchOperator Convolution = new("aten::convolution");
    private static readonly TorchOperator VectorNorm = new("aten::linalg_vector_norm");
    private static readonly TorchOperator FloorDivide = new("aten::div", "Scalar_mode");
    private static readonly TorchOperator Scatter = new("aten::scatter", "src");

    public static void Register(OperatorRegistry registry)
    {
        registry.Add("MaxPool", MaxPool);
        registry.Add("AveragePool", AveragePool);
        registry.Add("GlobalAveragePool", _ => call => Torch.Call(Aten.Mean, call[0], Spatial(call[0]), true));
        registry.Add("LpPool", LpPool);
        registry.Add("MaxUnpool", MaxUnpool);
        registry.Add("GlobalLpPool", node => GlobalLpPool(node.Int("p", 2)));
        registry.Add("GlobalMaxPool", _ => call => Torch.Call(Amax, call[0], Spatial(call[0]), true));
    }

    private static long[] Spatial(TorchTensor x) => [.. Enumerable.Range(2, x.Rank - 2).Select(axis => (long)axis)];

    private static OperatorKernel MaxPool(NodeContext node)
    {
        var (window, kernel, ceil) = Read(node);
        var pool = MaxPools[kernel.Length - 1];
        var indexed = IndexedMaxPools[kernel.Length - 1];
        var columnsFirst = node.Int("storage_order", 0) != 0;
        return call =>
        {
            var (x, type) = (call[0], call[0].Type);
            x = type is TorchType.Float or TorchType.Double ? x : Aten.Cast(x, TorchType.Float);
            var shape = x.Shape;
            var (begins, ends) = window.Pads(() => shape, kernel);
            var moved = new long[kernel.Length];
            if (!Direct(begins, ends, kernel))
            {
                (x, moved, begins) = (Aten.Pad(x, begins, ends, double.NegativeInfinity), begins, moved);
            }

            var (strides, dilations) = (window.Strides(kernel.Length), window.Dilations(kernel.Length));
            if (!call.Wants(1))
            {
                return Aten.Cast(Torch.Call(pool, x, kernel, strides, begins, dilations, ceil), type);
            }

            var pooled = Torch.CallMany(indexed, x, kernel, strides, begins, dilations, ceil);
            call.SetOutput(1, WholePlaces(pooled[1], shape, x.Shape[2..], moved, columnsFirst));
            return Aten.Cast(pooled[0], type);
        };
    }

    /// <summary>libtorch numbers the elements of one padded plane; ONNX those of the whole tensor, rows or columns first within a plane.</summary>
    private static TorchTensor WholePlaces(TorchTensor indices, long[] shape, long[] padded, long[] begins, bool columnsFirst)
    {
        var place = Torch.Call(Aten.Zeros, indices.Shape, (long)TorchType.Int64);
        var (rest, stride, columnStride) = (indices, 1L, Tensor.CountOf(shape.AsSpan(2)));
        for (var axis = padded.Length - 1; axis >= 0; axis--)
        {
            var at = Torch.Call(Aten.AddScalar, Torch.Call(Aten.RemainderScalar, rest, padded[axis]), -begins[axis]);
            rest = Torch.Call(FloorDivide, rest, padded[axis], "floor");
            columnStride /= shape[axis + 2];
            place = Torch.Call(Aten.Add, place, Torch.Call(Aten.MulScalar, at, columnsFirst ? columnStride : stride));
            stride *= shape[axis + 2];
        }

        var planes = Torch.Call(Aten.Reshape, Torch.Call(Aten.ArangeTo, shape[0] * shape[1]), (long[])[shape[0], shape[1], .. Enumerable.Repeat(1L, padded.Length)]);
        return Torch.Call(Aten.Add, place, Torch.Call(Aten.MulScalar, planes, stride));
    }

    /// <summary>Each element goes back to the place that MaxPool took it from.</summary>
    private static OperatorKernel MaxUnpool(NodeContext node)
    {
        var (window, kernel, _) = Read(node);
        return call =>
        {
            var shape = call[0].Shape;
            var (begins, ends) = window.Pads(() => shape, kernel);
            var strides = window.Strides(kernel.Length);
            long[] natural = [shape[0], shape[1], .. kernel.Select((size, i) => ((shape[i + 2] - 1) * strides[i]) - begins[i] - ends[i] + size)];
            var given = call.Optional(2) is null ? natural : call.Longs(2);
            var flat = Torch.Call(Aten.Zeros, new[] { Tensor.CountOf(natural) }, (long)call[0].Type);
            var all = new[] { -1L };
            var placed = Torch.Call(Aten.Reshape, Torch.Call(Scatter, flat, 0, Torch.Call(Aten.Reshape, call[1], all), Torch.Call(Aten.Reshape, call[0], all)), natural);
            return given.SequenceEqual(natural) ? placed : Aten.Pad(placed, new long[given.Length], [.. given.Zip(natural, (a, b) => a - b)], 0);
        };
    }

    /// <summary>With uneven padding, or windows that ceil mode lets hang over the end, the count of real elements is pooled too.</summary>
    private static OperatorKernel AveragePool(NodeContext node)
    {
        var (window, kernel, ceil) = Read(node);
        var pool = AveragePools[kernel.Length - 1];
        var countsPadding = node.Int("count_include_pad", 0) != 0;
        var dilated = window.Dilations(kernel.Length).Any(dilation => dilation != 1);
        return call =>
        {
            var x = call[0];
            var (begins, ends) = window.Pads(() => x.Shape, kernel);
            var (strides, none) = (window.Strides(kernel.Length), new long[kernel.Length]);
            if (dilated)
            {
                var sums = WindowSums(x, window, kernel, ceil, 0);
                var counts = WindowSums(Torch.Call(OnesLike, x), window, kernel, ceil, countsPadding ? 1 : 0);
                return Torch.Call(Aten.Div, sums, counts);
            }

            if (Direct(begins, ends, kernel))
            {
                return Torch.Call(pool, x, kernel, strides, begins, ceil, countsPadding);
            }

            var padded = Torch.Call(pool, Aten.Pad(x, begins, ends, 0), kernel, strides, none, ceil, true);
            if (countsPadding)
            {
                return padded;
            }

            var share = Torch.Call(pool, Aten.Pad(Torch.Call(OnesLike, x), begins, ends, 0), kernel, strides, none, ceil, true);
            return Torch.Call(Aten.Div, padded, share);
        };
    }

    /// <summary>The p-norm of each window.</summary>
    private static OperatorKernel LpPool(NodeContext node)
    {
        var (window, kernel, ceil) = Read(node);
        double p = node.Int("p", 2);
        return call => Torch.Call(
            Aten.PowScalar, WindowSums(Torch.Call(Aten.PowScalar, Torch.Call(Aten.Abs, call[0]), p), window, kernel, ceil, 0), 1 / p);
    }

    private static OperatorKernel GlobalLpPool(double p) => call => Torch.Call(VectorNorm, call[0], p, Spatial(call[0]), true);

    /// <summary>The sum of each window, dilated or not: a depthwise convolution with ones.</summary>
    /// <param name="padding">What the given padding counts as; what ceil mode adds behind it counts as 0.</param>
    private static TorchTensor WindowSums(TorchTensor x, Window window, long[] kernel, bool ceil, double padding)
    {
        var (begins, ends) = window.Pads(() => x.Shape, kernel);
        var (strides, dilations, none) = (window.Strides(kernel.Length), window.Dilations(kernel.Length), new long[kernel.Length]);
        var full = Aten.Pad(x, begins, ends, padding);
        if (ceil)
        {
            full = Aten.Pad(full, none, [.. kernel.Select((size, i) => Overhang(full.Shape[i + 2], ((size - 1) * dilations[i]) + 1, strides[i], ends[i]))], 0);
        }

        var channels = x.Shape[1];
        var ones = Torch.Call(Ones, (long[])[channels, 1, .. kernel], (long)x.Type);
        return Torch.Call(Convolution, full, ones, TorchArgument.None, strides, none, dilations, false, none, channels);
    }

    /// <summary>Elements that ceil mode needs behind the end: none for a window that would begin in the padding there.</summary>
    private static long Overhang(long size, long reach, long stride, long end)
    {
        var windows = ((size - reach + stride - 1) / stride) + 1;
        windows -= (windows - 1) * stride >= size - end ? 1 : 0;
        return Math.Max(0, ((windows - 1) * stride) + reach - size);
    }

    /// <summary>libtorch pads both sides alike, by at most half the window.</summary>
    private static bool Direct(long[] begins, long[] ends, long[] kernel) =>
        begins.AsSpan().SequenceEqual(ends) && begins.Zip(kernel).All(pair => 2 * pair.First <= pair.Second);

    private static (Window Window, long[] Kernel, bool Ceil) Read(NodeContext node)
    {
        var kernel = node.Ints("kernel_shape") ?? throw node.Unsupported("it has no kernel_shape");
        return kernel.Length is >= 1 and <= 3
            ? (new(node), kernel, node.Int("ceil_mode", 0) != 0)
            : throw node.Unsupported($"it pools over {kernel.Length} axes, not over 1, 2 or 3");
    }
}
