using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Training.Operators;

/// <summary>
/// QuantizeLinear and DequantizeLinear on their own, as ONNX defines them; the first passes no gradient. A pair of them is one
/// <see cref="FakeQuantization"/>.
/// </summary>
internal static class QuantizeOperators
{
    public static void Register(OperatorRegistry registry)
    {
        registry.Add("QuantizeLinear", Quantize, passesWeights: true, trains: false);
        registry.Add("DequantizeLinear", Dequantize, passesWeights: true);
    }

    private static OperatorKernel Quantize(NodeContext node)
    {
        var grid = new QuantizationGrid(node);
        var declared = node.Node.Input(2)?.Type ?? (ElementType)node.Int("output_dtype", (long)ElementType.UInt8);
        return call =>
        {
            var zero = call.Optional(2);
            var type = declared == ElementType.Undefined ? zero?.Type.ToElementType() ?? ElementType.UInt8 : declared;
            var (low, high) = RangeOf(type) ?? throw node.Unsupported($"it quantizes to {type}");
            var x = Wide(call[0]);
            var y = Torch.Call(Aten.Round, Torch.Call(Aten.Div, x, grid.Spread(Aten.Cast(call[1], x.Type), x.Shape)));
            if (zero is not null)
            {
                y = Torch.Call(Aten.Add, y, grid.Spread(Aten.Cast(zero, x.Type), x.Shape));
            }

            return Aten.Cast(Torch.Call(Aten.Clamp, y, low, high), type.ToTorch()!.Value);
        };
    }

    private static OperatorKernel Dequantize(NodeContext node)
    {
        var grid = new QuantizationGrid(node);
        return call =>
        {
            var (x, scale) = (call[0], Wide(call[1]));
            var shape = x.Shape;
            if (call.Optional(2) is { } zero)
            {
                x = Torch.Call(Aten.Sub, Aten.Cast(x, TorchType.Int64), grid.Spread(Aten.Cast(zero, TorchType.Int64), shape));
            }

            return Torch.Call(Aten.Mul, Aten.Cast(x, scale.Type), grid.Spread(scale, shape));
        };
    }

    private static TorchTensor Wide(TorchTensor x) => x.Type == TorchType.Double ? x : Aten.Cast(x, TorchType.Float);

    private static (double Low, double High)? RangeOf(ElementType type) => type switch
    {
        ElementType.UInt8 => (0, 255),
        ElementType.Int8 => (-128, 127),
        ElementType.UInt16 => (0, 65535),
        ElementType.Int16 => (-32768, 32767),
        ElementType.UInt4 => (0, 15),
        ElementType.Int4 => (-8, 7),
        _ => null,
    };
}
