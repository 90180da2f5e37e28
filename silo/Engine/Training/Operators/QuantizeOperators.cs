using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Training.Operators;

/// <summary>
/// QuantizeLinear and DequantizeLinear on their own, as ONNX defines them and without a gradient. A pair of them is one
/// <see cref="FakeQuantization"/>.
/// </summary>
internal static class QuantizeOperators
{
    private static readonly TorchOperator Round = new("aten::round");
    private static readonly TorchOperator Clamp = new("aten::clamp");

    public static void Register(OperatorRegistry registry)
    {
        registry.Add("QuantizeLinear", Quantize, passesWeights: true);
        registry.Add("DequantizeLinear", Dequantize, passesWeights: true);
    }

    private static OperatorKernel Quantize(NodeContext node)
    {
        RefuseBlocks(node);
        var axis = node.Int("axis", 1);
        return call =>
        {
            var (x, zero) = (call[0], call.Optional(2));
            var type = zero?.Type ?? TorchType.UInt8;
            var (low, high) = RangeOf(type) ?? throw node.Unsupported($"it quantizes to {type}");
            var y = Torch.Call(Round, Torch.Call(Aten.Div, x, Along(call[1], x, axis)));
            if (zero is not null)
            {
                y = Torch.Call(Aten.Add, y, Along(Aten.Cast(zero, TorchType.Float), x, axis));
            }

            return Aten.Cast(Torch.Call(Clamp, y, low, high), type);
        };
    }

    private static OperatorKernel Dequantize(NodeContext node)
    {
        RefuseBlocks(node);
        var axis = node.Int("axis", 1);
        return call =>
        {
            var x = Aten.Cast(call[0], TorchType.Float);
            if (call.Optional(2) is { } zero)
            {
                x = Torch.Call(Aten.Sub, x, Along(Aten.Cast(zero, TorchType.Float), x, axis));
            }

            return Torch.Call(Aten.Mul, x, Along(call[1], x, axis));
        };
    }

    /// <summary>Gives a per-channel row the axes that it needs to broadcast.</summary>
    private static TorchTensor Along(TorchTensor row, TorchTensor x, long axis)
    {
        if (row.Shape is not [var size])
        {
            return row;
        }

        var shape = new long[x.Rank];
        Array.Fill(shape, 1);
        shape[axis < 0 ? axis + shape.Length : axis] = size;
        return size == 1 ? row : Torch.Call(Aten.Reshape, row, shape);
    }

    private static (double Low, double High)? RangeOf(TorchType type) => type switch
    {
        TorchType.UInt8 => (0, 255),
        TorchType.Int8 => (-128, 127),
        TorchType.Int16 => (-32768, 32767),
        _ => null,
    };

    private static void RefuseBlocks(NodeContext node)
    {
        if (node.Int("block_size", 0) != 0)
        {
            throw node.Unsupported("blocked quantization is not known");
        }

        if (node.Node.Outputs is [{ Type: not (ElementType.Undefined or ElementType.Float or ElementType.UInt8 or ElementType.Int8 or ElementType.Int16) } y])
        {
            throw node.Unsupported($"its result is {y.Type}");
        }
    }
}
