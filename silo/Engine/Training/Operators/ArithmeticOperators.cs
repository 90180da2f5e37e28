using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Training.Operators;

/// <summary>Elementwise arithmetic, comparison and logic with broadcasting.</summary>
internal static class ArithmeticOperators
{
    private static readonly TorchOperator Pow = new("aten::pow", "Tensor_Tensor");
    private static readonly TorchOperator Fmod = new("aten::fmod", "Tensor");
    private static readonly TorchOperator Remainder = new("aten::remainder", "Tensor");
    private static readonly TorchOperator Maximum = new("aten::maximum");
    private static readonly TorchOperator Minimum = new("aten::minimum");
    private static readonly TorchOperator ZerosLike = new("aten::zeros_like");
    private static readonly TorchOperator IsInf = new("aten::isinf");
    private static readonly TorchOperator IsPositiveInf = new("aten::isposinf");
    private static readonly TorchOperator IsNegativeInf = new("aten::isneginf");

    public static void Register(OperatorRegistry registry)
    {
        foreach (var (opType, function) in new[]
        {
            ("Sqrt", "sqrt"), ("Exp", "exp"), ("Log", "log"), ("Neg", "neg"), ("Abs", "abs"), ("Reciprocal", "reciprocal"), ("Sin", "sin"),
            ("Cos", "cos"), ("Tan", "tan"), ("Asin", "asin"), ("Acos", "acos"), ("Atan", "atan"), ("Sinh", "sinh"), ("Cosh", "cosh"),
            ("Asinh", "asinh"), ("Acosh", "acosh"), ("Atanh", "atanh"), ("Det", "linalg_det"),
        })
        {
            AddUnary(registry, opType, function, trains: true);
        }

        foreach (var (opType, function) in new[]
        {
            ("Floor", "floor"), ("Ceil", "ceil"), ("Round", "round"), ("Sign", "sign"), ("Not", "logical_not"), ("IsNaN", "isnan"),
        })
        {
            AddUnary(registry, opType, function, trains: false);
        }

        foreach (var (opType, function, overload) in new[]
        {
            ("Equal", "eq", "Tensor"), ("Greater", "gt", "Tensor"), ("Less", "lt", "Tensor"), ("GreaterOrEqual", "ge", "Tensor"),
            ("LessOrEqual", "le", "Tensor"), ("And", "logical_and", ""), ("Or", "logical_or", ""), ("Xor", "logical_xor", ""),
        })
        {
            var binary = new TorchOperator("aten::" + function, overload);
            registry.Add(opType, node => Binary(node, (a, b) => Torch.Call(binary, a, b)), trains: false);
        }

        registry.Add("Add", node => Binary(node, (a, b) => Torch.Call(Aten.Add, a, b)));
        registry.Add("Sub", node => Binary(node, (a, b) => Torch.Call(Aten.Sub, a, b)));
        registry.Add("Mul", node => Binary(node, (a, b) => Torch.Call(Aten.Mul, a, b)));
        registry.Add("Div", node => Binary(node, Divide));
        registry.Add("Pow", node => Binary(node, (a, b) => Aten.Cast(Torch.Call(Pow, a, b), a.Type)));
        registry.Add("Mod", node => node.Int("fmod", 0) != 0
            ? call => Torch.Call(Fmod, call[0], call[1])
            : call => Torch.Call(Remainder, call[0], call[1]));
        registry.Add("Where", _ => call => Torch.Call(Aten.Where, call[0], call[1], call[2]));
        registry.Add("IsInf", IsInfinite, trains: false);
        registry.Add("Sum", _ => call => Fold(call, Aten.Add));
        registry.Add("Max", _ => call => Fold(call, Maximum));
        registry.Add("Min", _ => call => Fold(call, Minimum));
        registry.Add("Mean", _ => call => Torch.Call(Aten.MulScalar, Fold(call, Aten.Add), 1.0 / call.InputCount));
    }

    private static void AddUnary(OperatorRegistry registry, string opType, string function, bool trains)
    {
        var unary = new TorchOperator("aten::" + function);
        registry.Add(opType, _ => call => Torch.Call(unary, call[0]), trains: trains);
    }

    /// <summary>Both sides broadcast. Before opset 7 only the second did, and its axes began where an attribute says.</summary>
    private static OperatorKernel Binary(NodeContext node, Func<TorchTensor, TorchTensor, TorchTensor> function)
    {
        if (node.Opset >= 7 || !node.Node.Attributes.ContainsKey("axis"))
        {
            return call => function(call[0], call[1]);
        }

        var axis = node.Int("axis", 0);
        return call =>
        {
            var shape = call[1].Shape;
            var behind = Math.Max(0, call[0].Rank - Places.Axis(axis, call[0].Rank) - shape.Length);
            return function(call[0], Torch.Call(Aten.Reshape, call[1], (long[])[.. shape, .. Enumerable.Repeat(1L, behind)]));
        };
    }

    /// <summary>Integers are divided towards zero.</summary>
    private static TorchTensor Divide(TorchTensor a, TorchTensor b) => a.Type is TorchType.Float or TorchType.Double or TorchType.Float16 or TorchType.BFloat16
        ? Torch.Call(Aten.Div, a, b)
        : Torch.Call(Aten.DivMode, a, b, "trunc");

    private static OperatorKernel IsInfinite(NodeContext node) => (node.Int("detect_positive", 1) != 0, node.Int("detect_negative", 1) != 0) switch
    {
        (true, true) => call => Torch.Call(IsInf, call[0]),
        (true, false) => call => Torch.Call(IsPositiveInf, call[0]),
        (false, true) => call => Torch.Call(IsNegativeInf, call[0]),
        _ => call => Torch.Call(ZerosLike, call[0], (long)TorchType.Bool),
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
