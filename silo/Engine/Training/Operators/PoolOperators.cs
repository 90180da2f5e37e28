using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Training.Operators;

/// <summary>Pooling over one, two or three spatial axes.</summary>
internal static class PoolOperators
{
    private static readonly TorchOperator[] MaxPools = [new("aten::max_pool1d"), new("aten::max_pool2d"), new("aten::max_pool3d")];
    private static readonly TorchOperator[] AveragePools = [new("aten::avg_pool1d"), new("aten::avg_pool2d"), new("aten::avg_pool3d")];
    private static readonly TorchOperator Amax = new("aten::amax");
    private static readonly TorchOperator OnesLike = new("aten::ones_like");

    public static void Register(OperatorRegistry registry)
    {
        registry.Add("MaxPool", MaxPool);
        registry.Add("AveragePool", AveragePool);
        registry.Add("GlobalAveragePool", _ => call => Torch.Call(Aten.Mean, call[0], Spatial(call[0]), true));
        registry.Add("GlobalMaxPool", _ => call => Torch.Call(Amax, call[0], Spatial(call[0]), true));
    }

    private static long[] Spatial(TorchTensor x) => [.. Enumerable.Range(2, x.Rank - 2).Select(axis => (long)axis)];

    private static OperatorKernel MaxPool(NodeContext node)
    {
        var (window, kernel, ceil) = Read(node);
        var pool = MaxPools[kernel.Length - 1];
        return call =>
        {
            if (call.Wants(1))
            {
                throw node.Unsupported("its indices are read");
            }

            var x = call[0];
            var (begins, ends) = window.Pads(() => x.Shape, kernel);
            if (!Direct(begins, ends, kernel))
            {
                (x, begins) = (Aten.Pad(x, begins, ends, double.NegativeInfinity), new long[kernel.Length]);
            }

            return Torch.Call(pool, x, kernel, window.Strides(kernel.Length), begins, window.Dilations(kernel.Length), ceil);
        };
    }

    /// <summary>With uneven padding, or windows that ceil mode lets hang over the end, the count of real elements is pooled too.</summary>
    private static OperatorKernel AveragePool(NodeContext node)
    {
        var (window, kernel, ceil) = Read(node);
        var pool = AveragePools[kernel.Length - 1];
        var countsPadding = node.Int("count_include_pad", 0) != 0;
        if (window.Dilations(kernel.Length).Any(dilation => dilation != 1))
        {
            throw node.Unsupported("it is dilated");
        }

        return call =>
        {
            var x = call[0];
            var (begins, ends) = window.Pads(() => x.Shape, kernel);
            var (strides, none) = (window.Strides(kernel.Length), new long[kernel.Length]);
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
