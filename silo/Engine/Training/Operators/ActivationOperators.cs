using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Training.Operators;

/// <summary>Elementwise nonlinearities, and Softmax.</summary>
internal static class ActivationOperators
{
    private static readonly TorchOperator Relu = new("aten::relu");
    private static readonly TorchOperator LeakyRelu = new("aten::leaky_relu");
    private static readonly TorchOperator Clamp = new("aten::clamp");
    private static readonly TorchOperator ClampTensor = new("aten::clamp", "Tensor");
    private static readonly TorchOperator ClampMax = new("aten::clamp_max");
    private static readonly TorchOperator HardSwish = new("aten::hardswish");
    private static readonly TorchOperator Elu = new("aten::elu");
    private static readonly TorchOperator Celu = new("aten::celu");
    private static readonly TorchOperator Gelu = new("aten::gelu");
    private static readonly TorchOperator Threshold = new("aten::threshold");
    private static readonly TorchOperator Softmax = new("aten::softmax", "int");
    private static readonly TorchOperator LogSoftmax = new("aten::log_softmax", "int");
    private static readonly TorchOperator Abs = new("aten::abs");
    private static readonly int[] Slope = [1];

    public static void Register(OperatorRegistry registry)
    {
        foreach (var (opType, function) in new[]
        {
            ("Relu", "relu"), ("Sigmoid", "sigmoid"), ("Tanh", "tanh"), ("Erf", "erf"), ("Mish", "mish"), ("Softplus", "softplus"),
        })
        {
            var unary = new TorchOperator("aten::" + function);
            registry.Add(opType, _ => call => Torch.Call(unary, call[0]));
        }

        registry.Add("LeakyRelu", node => With(node.Float("alpha", 0.01f), (call, alpha) => Torch.Call(LeakyRelu, call[0], alpha)));
        registry.Add("PRelu", ParametricRelu, Slope);
        registry.Add("ThresholdedRelu", node => With(node.Float("alpha", 1f), (call, alpha) => Torch.Call(Threshold, call[0], alpha, 0.0)));
        registry.Add("Clip", ClipKernel);
        registry.Add("HardSigmoid", HardSigmoidKernel);
        registry.Add("HardSwish", _ => call => Torch.Call(HardSwish, call[0]));
        registry.Add("Elu", node => With(node.Float("alpha", 1f), (call, alpha) => Torch.Call(Elu, call[0], alpha)));
        registry.Add("Celu", node => With(node.Float("alpha", 1f), (call, alpha) => Torch.Call(Celu, call[0], alpha)));
        registry.Add("Selu", SeluKernel);
        registry.Add("Gelu", node => With(node.Node.Text("approximate", "none"), (call, kind) => Torch.Call(Gelu, call[0], kind)));
        registry.Add("Softsign", _ => call => Torch.Call(Aten.Div, call[0], Torch.Call(Aten.AddScalar, Torch.Call(Abs, call[0]), 1.0)));
        registry.Add("Softmax", node => SoftmaxKernel(node, Softmax));
        registry.Add("LogSoftmax", node => SoftmaxKernel(node, LogSoftmax));
    }

    private static OperatorKernel With<T>(T value, Func<KernelCall, T, TorchTensor> run) => call => run(call, value);

    /// <summary>Before opset 9 a row of slopes has one for each channel; since then it broadcasts as any tensor.</summary>
    private static OperatorKernel ParametricRelu(NodeContext node) => call =>
    {
        var slope = call[1];
        if (node.Opset < 9 && slope.Rank == 1)
        {
            slope = Torch.Call(Aten.Reshape, slope, (long[])[-1, .. Enumerable.Repeat(1L, call[0].Rank - 2)]);
        }

        return Torch.Call(Aten.Add, Torch.Call(Relu, call[0]), Torch.Call(Aten.Mul, Torch.Call(ClampMax, call[0], 0.0), slope));
    };

    private static OperatorKernel ClipKernel(NodeContext node)
    {
        if (node.Opset < 11)
        {
            var (low, high) = (node.Float("min", float.MinValue), node.Float("max", float.MaxValue));
            return call => Torch.Call(Clamp, call[0], low, high);
        }

        if ((node.Has(1) && node.Constant(1) is null) || (node.Has(2) && node.Constant(2) is null))
        {
            return call => Torch.Call(ClampTensor, call[0], call.Optional(1), call.Optional(2));
        }

        var (min, max) = (Bound(node, 1), Bound(node, 2));
        return min.Kind == TorchArgumentKind.None && max.Kind == TorchArgumentKind.None
            ? call => Aten.AliasOf(call[0])
            : call => Torch.Call(Clamp, call[0], min, max);
    }

    private static TorchArgument Bound(NodeContext node, int slot)
    {
        if (!node.Has(slot))
        {
            return TorchArgument.None;
        }

        var tensor = node.Constant(slot)!;
        return tensor.Type switch
        {
            Graph.ElementType.Float => (double)tensor.Values<float>()[0],
            Graph.ElementType.Double => tensor.Values<double>()[0],
            Graph.ElementType.Int64 => tensor.Values<long>()[0],
            Graph.ElementType.Int32 => (long)tensor.Values<int>()[0],
            Graph.ElementType.Int8 => (long)tensor.Values<sbyte>()[0],
            Graph.ElementType.UInt8 => (long)tensor.Values<byte>()[0],
            _ => throw node.Unsupported($"its bounds are {tensor.Type}"),
        };
    }

    private static OperatorKernel HardSigmoidKernel(NodeContext node)
    {
        var (alpha, beta) = (node.Float("alpha", 0.2f), node.Float("beta", 0.5f));
        return call => Torch.Call(Clamp, Torch.Call(Aten.AddScalar, Torch.Call(Aten.MulScalar, call[0], alpha), beta), 0.0, 1.0);
    }

    private static OperatorKernel SeluKernel(NodeContext node)
    {
        var (alpha, gamma) = (node.Float("alpha", 1.67326319f), node.Float("gamma", 1.05070102f));
        return call => Torch.Call(Elu, call[0], alpha, gamma);
    }

    /// <summary>Before opset 13 the axes from the given one on are flattened into one.</summary>
    private static OperatorKernel SoftmaxKernel(NodeContext node, TorchOperator op)
    {
        if (node.Opset >= 13)
        {
            var axis = node.Int("axis", -1);
            return call => Torch.Call(op, call[0], axis);
        }

        var first = (int)node.Int("axis", 1);
        return call =>
        {
            var shape = call[0].Shape;
            var rows = shape[..(first < 0 ? first + shape.Length : first)].Aggregate(1L, (product, size) => product * size);
            return Torch.Call(Aten.Reshape, Torch.Call(op, Torch.Call(Aten.Reshape, call[0], new[] { rows, -1L }), 1), shape);
        };
    }
}
