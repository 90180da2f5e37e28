using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Training.Operators;

/// <summary>Conv and ConvTranspose over one, two or three spatial axes.</summary>
internal static class ConvOperators
{
    private static readonly TorchOperator Convolution = new("aten::convolution");
    private const long ContiguousFormat = 0;

    /// <summary>
    /// oneDNN (in libtorch 1.13) writes behind its buffers in the weight's gradient of a strided 1x1 convolution of images with the channels
    /// innermost and fewer channels than a vector holds numbers: 8 with AVX2, 16 with AVX-512.
    /// </summary>
    private const long LeastStridedChannels = 16;
    private static readonly long[] One = [1, 1];
    private static readonly int[] WeightAndBias = [1, 2];

    public static void Register(OperatorRegistry registry)
    {
        registry.Add("Conv", Conv, WeightAndBias);
        registry.Add("ConvTranspose", ConvTranspose, WeightAndBias);
    }

    private static OperatorKernel Conv(NodeContext node)
    {
        var convolve = Convolver(node);
        return call => convolve(call[0], call[1], call.Optional(2));
    }

    /// <summary>Convolves input, weight and bias as the attributes of the node say.</summary>
    public static Func<TorchTensor, TorchTensor, TorchTensor?, TorchTensor> Convolver(NodeContext node)
    {
        var window = new Window(node);
        var groups = node.Int("group", 1);
        (long[] Strides, long[] Dilations, long[] Begins, long[] Ends, long[] None)? known = null;
        return (x, weight, bias) =>
        {
            if (known is null || window.Same)
            {
                var kernel = weight.Shape[2..];
                var (begins, ends) = window.Pads(() => x.Shape, kernel);
                known = (window.Strides(kernel.Length), window.Dilations(kernel.Length), begins, ends, new long[kernel.Length]);
            }

            var w = known.Value;
            var padding = w.Begins;
            if (!w.Begins.AsSpan().SequenceEqual(w.Ends))
            {
                x = Aten.Pad(x, w.Begins, w.Ends, 0);
                padding = w.None;
            }

            var strides = w.Strides;
            if (x.Shape is [_, < LeastStridedChannels, _, _] && IsPointwise(weight) && padding.All(size => size == 0) && strides.Any(stride => stride > 1))
            {
                x = EveryOther(x, strides);
                strides = One;
            }

            // libtorch views the weight of an empty batch, and a weight that is stored channels last has no such view.
            weight = x.Shape[0] == 0 ? Torch.Call(Aten.Contiguous, weight, ContiguousFormat) : weight;
            return Torch.Call(Convolution, x, weight, bias, strides, padding, w.Dilations, false, w.None, groups);
        };
    }

    private static bool IsPointwise(TorchTensor weight) => weight.Shape is [_, _, 1, 1];

    /// <summary>The pixels that a 1x1 convolution of these strides reads.</summary>
    private static TorchTensor EveryOther(TorchTensor images, long[] strides) => Torch.Call(
        Aten.Slice, Torch.Call(Aten.Slice, images, 2, 0, long.MaxValue, strides[0]), 3, 0, long.MaxValue, strides[1]);

    /// <summary>Runs without padding and cuts the border off: so ends may differ from begins, and be negative.</summary>
    private static OperatorKernel ConvTranspose(NodeContext node)
    {
        var window = new Window(node);
        var groups = node.Int("group", 1);
        var outputPadding = node.Ints("output_padding");
        var outputShape = node.Ints("output_shape");
        return call =>
        {
            var (x, weight) = (call[0], call[1]);
            var (shape, kernel) = (x.Shape, weight.Shape[2..]);
            var axes = kernel.Length;
            var (strides, dilations) = (window.Strides(axes), window.Dilations(axes));
            var extra = outputPadding ?? new long[axes];
            var (begins, ends) = window.Same ? (new long[axes], new long[axes]) : window.Pads(() => shape, kernel);
            for (var i = 0; i < axes && (window.Same || outputShape is not null); i++)
            {
                var full = (strides[i] * (shape[i + 2] - 1)) + extra[i] + ((kernel[i] - 1) * dilations[i]) + 1;
                var total = full - (outputShape?[i] ?? (shape[i + 2] * strides[i]));
                (begins[i], ends[i]) = total > 0 ? window.Halves(total) : (0, total);
            }

            var none = new long[axes];
            var y = Torch.Call(Convolution, x, weight, call.Optional(2), strides, none, dilations, true, none, groups);
            for (var i = 0; i < axes; i++)
            {
                extra = [.. extra];
                extra[i] -= ends[i];
                begins[i] = -begins[i];
            }

            return Aten.Pad(y, begins, extra, 0);
        };
    }
}
