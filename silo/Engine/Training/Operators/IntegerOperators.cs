using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Training.Operators;

/// <summary>
/// Products of integers, and the operators of quantized models that compute on integers. Products run on doubles, which hold every sum
/// of 8-bit products exactly.
/// </summary>
internal static class IntegerOperators
{
    private static readonly TorchOperator MatMul = new("aten::matmul");
    private static readonly TorchOperator Amin = new("aten::amin");
    private static readonly TorchOperator Amax = new("aten::amax");
    private static readonly TorchOperator DivScalar = new("aten::div", "Scalar");
    private static readonly TorchOperator ClampMin = new("aten::clamp_min");
    private static readonly TorchOperator ClampMax = new("aten::clamp_max");
    private static readonly TorchOperator And = new("aten::bitwise_and", "Tensor");
    private static readonly TorchOperator Or = new("aten::bitwise_or", "Tensor");
    private static readonly TorchOperator Xor = new("aten::bitwise_xor", "Tensor");
    private static readonly TorchOperator Not = new("aten::bitwise_not");
    private static readonly TorchOperator Left = new("aten::bitwise_left_shift", "Tensor");
    private static readonly TorchOperator Right = new("aten::bitwise_right_shift", "Tensor");

    public static void Register(OperatorRegistry registry)
    {
        registry.Add("MatMulInteger", _ => MatMulInteger, trains: false);
        registry.Add("ConvInteger", ConvInteger, trains: false);
        registry.Add("QLinearMatMul", QLinearMatMul, trains: false);
        registry.Add("QLinearConv", QLinearConv, trains: false);
        registry.Add("DynamicQuantizeLinear", _ => DynamicQuantizeLinear, trains: false);
        registry.Add("BitwiseAnd", _ => call => Torch.Call(And, call[0], call[1]), trains: false);
        registry.Add("BitwiseOr", _ => call => Torch.Call(Or, call[0], call[1]), trains: false);
        registry.Add("BitwiseXor", _ => call => Torch.Call(Xor, call[0], call[1]), trains: false);
        registry.Add("BitwiseNot", _ => call => Torch.Call(Not, call[0]), trains: false);
        registry.Add("BitShift", BitShift, trains: false);
    }

    private static OperatorKernel BitShift(NodeContext node) => node.Node.Text("direction", "") switch
    {
        "LEFT" => call => Torch.Call(Left, call[0], call[1]),
        "RIGHT" => call => Torch.Call(Right, call[0], call[1]),
        var other => throw node.Unsupported($"direction '{other}' is neither LEFT nor RIGHT"),
    };

    private static TorchTensor MatMulInteger(KernelCall call) => Aten.Cast(
        Torch.Call(MatMul, Centred(call[0], Rows(call.Optional(2))), Centred(call[1], call.Optional(3))), TorchType.Int32);

    private static OperatorKernel ConvInteger(NodeContext node)
    {
        var convolve = ConvOperators.Convolver(node);
        return call => Aten.Cast(convolve(Centred(call[0], call.Optional(2)), Centred(call[1], Channels(call.Optional(3), call[1].Rank)), null), TorchType.Int32);
    }

    private static OperatorKernel QLinearMatMul(NodeContext node) => call =>
    {
        var product = Torch.Call(MatMul, Centred(call[0], Rows(call[2])), Centred(call[3], call[5]));
        var scale = Torch.Call(Aten.Mul, Wide(Rows(call[1])!), Wide(call[4]));
        return Requantized(node, call, product, scale, 6);
    };

    private static OperatorKernel QLinearConv(NodeContext node)
    {
        var convolve = ConvOperators.Convolver(node);
        return call =>
        {
            var bias = call.Optional(8) is { } given ? Wide(given) : null;
            var sums = convolve(Centred(call[0], call[2]), Centred(call[3], Channels(call[5], call[3].Rank)), bias);
            var scale = Torch.Call(Aten.Mul, Wide(call[1]), Wide(Channels(call[4], sums.Rank, 1)!));
            return Requantized(node, call, sums, scale, 6);
        };
    }

    /// <param name="slot">Of the result's scale; its zero point follows.</param>
    private static TorchTensor Requantized(NodeContext node, KernelCall call, TorchTensor sums, TorchTensor scale, int slot)
    {
        var type = call[slot + 1].Type;
        var (low, high) = type switch
        {
            TorchType.UInt8 => (0, 255),
            TorchType.Int8 => (-128, 127),
            _ => throw node.Unsupported($"it quantizes to {type}"),
        };
        var y = Torch.Call(Aten.Round, Torch.Call(Aten.Div, Torch.Call(Aten.Mul, sums, scale), Wide(Rows(call[slot])!)));
        y = Torch.Call(Aten.Add, y, Wide(Rows(call[slot + 1])!));
        return Aten.Cast(Torch.Call(Aten.Clamp, y, low, high), type);
    }

    /// <summary>Computed in single precision, as the definition says; the range always holds zero.</summary>
    private static TorchTensor DynamicQuantizeLinear(KernelCall call)
    {
        var x = call[0];
        var low = Torch.Call(ClampMax, Torch.Call(Amin, x), 0.0);
        var high = Torch.Call(ClampMin, Torch.Call(Amax, x), 0.0);
        var scale = Torch.Call(DivScalar, Torch.Call(Aten.Sub, high, low), 255.0);
        if (scale.ToFloat() == 0)
        {
            scale = TorchTensor.From([1f]);
        }

        scale = Torch.Call(Aten.Reshape, scale, Array.Empty<long>());
        var zero = Torch.Call(Aten.Clamp, Torch.Call(Aten.Round, Torch.Call(Aten.Div, Torch.Call(Aten.MulScalar, low, -1.0), scale)), 0.0, 255.0);
        var y = Torch.Call(Aten.Add, Torch.Call(Aten.Round, Torch.Call(Aten.Div, x, scale)), zero);
        call.SetOutput(1, scale);
        call.SetOutput(2, Aten.Cast(zero, TorchType.UInt8));
        return Aten.Cast(Torch.Call(Aten.Clamp, y, 0.0, 255.0), TorchType.UInt8);
    }

    private static TorchTensor Wide(TorchTensor x) => Aten.Cast(x, TorchType.Double);

    private static TorchTensor Centred(TorchTensor codes, TorchTensor? zero) => zero is null ? Wide(codes) : Torch.Call(Aten.Sub, Wide(codes), Wide(zero));

    /// <summary>One scale or zero point for each row of a matrix stands in a column.</summary>
    private static TorchTensor? Rows(TorchTensor? row) => row?.Shape is [> 1 and var size] ? Torch.Call(Aten.Reshape, row, new[] { size, 1 }) : row;

    /// <summary>One scale or zero point for each channel lies along <paramref name="axis"/>.</summary>
    private static TorchTensor? Channels(TorchTensor? row, int rank, int axis = 0) =>
        row?.Shape is [> 1 and var size] ? Torch.Call(Aten.Reshape, row, Places.Along(axis, rank, size)) : row;
}
