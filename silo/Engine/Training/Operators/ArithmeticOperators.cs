using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Training.Operators;

/// <summary>Elementwise arithmetic, comparison and logic with broadcasting.</summary>
internal static class ArithmeticOperators
{
    private static readonly TorchOperator Pow = new("aten::pow", "Tensor_Tensor");
    private static readonly TorchOperator Where = new("aten::where", "self");
    private static readonly TorchOperator Fmod = new("aten::fmod", "Tensor");
    private static readonly TorchOperator Remainder = new("aten::remainder", "Tensor");
    private static readonly TorchOperator Maximum = new("aten::maximum");
    private static readonly TorchOperator Minimum = new("aten::minimum");
    private static readonly TorchOperator IsInf = new("aten::isinf");
    private static readonly TorchOperator IsPositiveInf = new("aten::isposinf");
    private static readonly TorchOperator IsNegativeInf = new("aten::isneginf");

    public static void Register(OperatorRegistry registry)
    {
        foreach (var (opType, function) in new[]
        {
            ("Sqrt", "sqrt"), ("Exp", "exp"), ("Log", "log"), ("Neg", "neg"), ("Abs", "abs"), ("Reciprocal", "reciprocal"), ("Floor", "floor"),
            ("Ceil", "ceil"), ("Round", "round"), ("Sign", "sign"), ("Not", "logical_not"), ("IsNaN", "isnan"), ("Sin", "sin"), ("Cos", "cos"),
            ("Tan", "tan"), ("Asin", "asin"), ("Acos", "acos"), ("Atan", "atan"), ("Sinh", "sinh"), ("Cosh", "cosh"), ("Asinh", "asinh"),
            ("Acosh", "acosh"), ("Atanh", "atanh"),
        })
        {
            var unary = new TorchOperator("aten::" + function);
            registry.Add(opType, _ => call => Torch.Call(unary, call[0]));
        }

        foreach (var (opType, function, overload) in new[]
        {
            ("Add", "add", "Tensor"), ("Sub", "sub", "Tensor"), ("Mul", "mul", "Tensor"), ("Equal", "eq", "Tensor"), ("Greater", "gt", "Tensor"),
            ("Less", "lt", "Tensor"), ("GreaterOrEqual", "ge", "Tensor"), ("LessOrEqual", "le", "Tensor"), ("And", "logical_and", ""),
            ("Or", "logical_or", ""), ("Xor", "logical_xor", ""),
        })
        {
            var binary = new TorchOperator("aten::" + function, overload);
            registry.Add(opType, _ => call => Torch.Call(binary, call[0], call[1]));
        }

        registry.Add("Div", _ => Divide);
        registry.Add("Pow", _ => call => Aten.Cast(Torch.Call(Pow, call[0], call[1]), call[0].Type));
        registry.Add("Mod", node => node.Int("fmod", 0) != 0
            ? call => Torch.Call(Fmod, call[0], call[1])
            : call => Torch.Call(Remainder, call[0], call[1]));
        registry.Add("Where", _ => call => Torch.Call(Where, call[0], call[1], call[2]));
        registry.Add("IsInf", IsInfinite);
        registry.Add("Sum", _ => call => Fold(call, Aten.Add));
        registry.Add("Max", _ => call => Fold(call, Maximum));
        registry.Add("Min", _ => call => Fold(call, Minimum));
        registry.Add("Mean", _ => call => Torch.Call(Aten.MulScalar, Fold(call, Aten.Add), 1.0 / call.InputCount));
    }

    /// <summary>Integers are divided towards zero.</summary>
    private static TorchTensor Divide(KernelCall call) => call[0].Type is TorchType.Float or TorchType.Double or TorchType.Float16 or TorchType.BFloat16
        ? Torch.Call(Aten.Div, call[0], call[1])
        : Torch.Call(Aten.DivMode, call[0], call[1], "trunc");

    private static OperatorKernel IsInfinite(NodeContext node) => (node.Int("detect_positive", 1) != 0, node.Int("detect_negative", 1) != 0) switch
    {
        (true, true) => call => Torch.Call(IsInf, call[0]),
        (true, false) => call => Torch.Call(IsPositiveInf, call[0]),
        (false, true) => call => Torch.Call(IsNegativeInf, call[0]),
        _ => throw node.Unsupported("it detects neither infinity"),
    };

    private static TorchTensor Fold(KernelCall call, TorchOperator op)
    {
        var result = Aten.AliasOf(call[0]);
        for (var i = 1; i < call.InputCount; i++)
        {
            result = Torch.Call(op, result, call[i]);
        }

        return result;
    }
}
