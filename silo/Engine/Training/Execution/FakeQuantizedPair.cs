using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.Torch;

namespace AutoCompress.Engine.Training.Execution;

/// <summary>One QuantizeLinear and the DequantizeLinear behind it.</summary>
/// <param name="largestWeight">The largest code of an int8 constant.</param>
internal sealed class FakeQuantizedPair(GraphNode quantize, GraphNode dequantize, int largestWeight)
{
    private static readonly TorchOperator PerTensor = new("aten::fake_quantize_per_tensor_affine", "tensor_qparams");
    private static readonly TorchOperator PerChannel = new("aten::fake_quantize_per_channel_affine");
    private static readonly TorchOperator LearnedPerTensor = new("aten::_fake_quantize_learnable_per_tensor_affine");
    private static readonly TorchOperator LearnedPerChannel = new("aten::_fake_quantize_learnable_per_channel_affine");
    private static readonly TorchOperator ZerosLike = new("aten::zeros_like");

    /// <summary>x, scale, zero point.</summary>
    public IReadOnlyList<GraphValue?> Inputs => quantize.Inputs;

    public OperatorKernel Build(int opset)
    {
        var node = new NodeContext(dequantize, opset);
        var (low, high) = Range(node);
        var axis = quantize.Int("axis", 1);
        var scaleValue = quantize.Input(1)!;
        return call =>
        {
            var (x, scale) = (call[0], call[1]);
            if (call.LearnedScales.Contains(scaleValue))
            {
                return Learned(call, x, Torch.Call(Aten.Exp, scale), axis, low, high);
            }

            var zero = ZeroPoint(call, scale, TorchType.Int32);
            return IsPerChannel(scale)
                ? Torch.Call(PerChannel, x, scale, zero, axis < 0 ? axis + x.Rank : axis, low, high)
                : Torch.Call(PerTensor, x, Flat(scale), Flat(zero), low, high);
        };
    }

    private static TorchTensor Learned(KernelCall call, TorchTensor x, TorchTensor scale, long axis, long low, long high)
    {
        var zero = ZeroPoint(call, scale, TorchType.Float);
        var factor = 1 / Math.Sqrt((double)Tensor.CountOf(x.Shape) / Tensor.CountOf(scale.Shape) * high);
        return IsPerChannel(scale)
            ? Torch.Call(LearnedPerChannel, x, scale, zero, axis < 0 ? axis + x.Rank : axis, low, high, factor)
            : Torch.Call(LearnedPerTensor, x, Flat(scale), Flat(zero), low, high, factor);
    }

    private static bool IsPerChannel(TorchTensor scale) => scale.Shape is [> 1];

    private static TorchTensor Flat(TorchTensor scalar) => Torch.Call(Aten.Reshape, scalar, new[] { 1L });

    private static TorchTensor ZeroPoint(KernelCall call, TorchTensor scale, TorchType type) => call.Optional(2) is { } zero
        ? Aten.Cast(zero, type)
        : Torch.Call(ZerosLike, scale, (long)type);

    private (long Low, long High) Range(NodeContext node)
    {
        var type = quantize.Input(2)?.Type ?? (ElementType)quantize.Int("output_dtype", (long)ElementType.UInt8);
        return type switch
        {
            ElementType.Int8 => quantize.Input(0) is { IsConstant: true } ? (-largestWeight - 1, largestWeight) : (-128, 127),
            ElementType.UInt8 or ElementType.Undefined => (0, 255),
            ElementType.Int16 => (-32768, 32767),
            ElementType.UInt16 => (0, 65535),
            ElementType.Int4 => (-8, 7),
            ElementType.UInt4 => (0, 15),
            _ => throw node.Unsupported($"it quantizes to {type}"),
        };
    }
}
