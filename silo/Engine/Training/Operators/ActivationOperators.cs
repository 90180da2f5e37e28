using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Training.Operators;

/// <summary>Elementwise nonlinearities, and Softmax.</summary>
internal static class ActivationOperators
{
    private static readonly TorchOperator Relu = new("aten::relu");
    private static readonly TorchOperator LeakyRelu = new("aten::leaky_relu");
    private static readonly TorchOperator ClampTensor = new("aten::clamp", "Tensor");
    private static readonly TorchOperator ClampMax = new("aten::clamp_max");
    private static readonly TorchOperator HardSwish = new("aten::hardswish");
    private static readonly TorchOperator Elu = new("aten::elu");
    private static readonly TorchOperator Celu = new("aten::celu");
    private static readonly TorchOperator Gelu = new("aten::gelu");
    private static readonly TorchOperator Threshold = new("aten::threshold");
    private static readonly TorchOperator Softmax = new("aten::softmax", "int");
    private static readonly TorchOperator LogSoftmax = new("aten::log_softmax", "int");
    private static readonly TorchOperator ZerosLike = new("aten::zeros_like");
    private static readonly TorchOperator LessScalar = new("aten::lt", "Scalar");
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
        registry.Add("Softsign", _ => call => Torch.Call(Aten.Div, call[0], Torch.Call(Aten.AddScalar, Torch.Call(Aten.Abs, call[0]), 1.0)));
        registry.Add("Shrink", Shrink);
        registry.Add("Softmax", node => SoftmaxKernel(node, Softmax));
        registry.Add("LogSoftmax", node => SoftmaxKernel(node, LogSoftmax));
    }

    private static OperatorKernel With<T>(T value, Func<KernelCall, T, TorchTensor> run) => call => run(call, value);

    /// <summary>Before opset 7 a row of slopes has one for each channel; since then it broadcasts as any tensor.</summary>
    private static OperatorKernel ParametricRelu(NodeContext node) => call =>
    {
        var slope = call[1];
        if (node.Opset < 7 && slope.Rank == 1)
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
            return call => Torch.Call(Aten.Clamp, call[0], low, high);
        }

        if (!node.Has(1) && !node.Has(2))
        {
            return call => Aten.AliasOf(call[0]);
        }

        return Bound(node, 1) is { } min && Bound(node, 2) is { } max
            ? call => Torch.Call(Aten.Clamp, call[0], min, max)
            : call => Torch.Call(ClampTensor, call[0], call.Optional(1), call.Optional(2));
    }

    /// <summary>A bound that is known before anything runs, or None where it is left out; null when it must be read at run time.</summary>
    private static TorchArgument? Bound(NodeContext node, int slot)
    {
        if (!node.Has(slot))
        {
            return TorchArgument.None;
        }

        return node.Constant(slot) switch
        {
            { Type: Graph.ElementType.Float, Count: 1 } tensor => (TorchArgument)(double)tensor.Values<float>()[0],
            { Type: Graph.ElementType.Int64, Count: 1 } tensor => (TorchArgument)tensor.Values<long>()[0],
            _ => (TorchArgument?)null,
        };
    }

    private static OperatorKernel HardSigmoidKernel(NodeContext node)
    {
        var (alpha, beta) = (node.Float("alpha", 0.2f), node.Float("beta", 0.5f));
        return call => Torch.Call(Aten.Clamp, Torch.Call(Aten.AddScalar, Torch.Call(Aten.MulScalar, call[0], alpha), beta), 0.0, 1.0);
    }

    private static OperatorKernel SeluKernel(NodeContext node)
    {
        var (alpha, gamma) = (node.Float("alpha", 1.67326319f), node.Float("gamma", 1.05070102f));
        return call => Torch.Call(Elu, call[0], alpha, gamma);
    }

    /// <summary>Zero between −lambd and lambd; what lies outside moves towards zero by the bias.</summary>
    private static OperatorKernel Shrink(NodeContext node)
    {
        var (lambda, bias) = (node.Float("lambd", 0.5f), node.Float("bias", 0f));
        return call =>
        {
            var x = call[0];
            var below = Torch.Call(Aten.Where, Torch.Call(LessScalar, x, -lambda), Torch.Call(Aten.AddScalar, x, bias), Torch.Call(ZerosLike, x));
            return Aten.Cast(Torch.Call(Aten.Where, Torch.Call(Aten.GreaterScalar, x, lambda), Torch.Call(Aten.AddScalar, x, -bias), below), x.Type);
        };
    }

    /// <summary>Before opset 13 the axes from the given one on are flattened into one.</summary>
    private static OperatorKernel SoftmaxKernel(NodeContext node, TorchOperator op)
    {
        var axis = node.Int("axis", node.Opset >= 13 ? -1 : 1);
        return node.Opset >= 13
            ? call => Torch.Call(op, call[0], axis)
            : call => Flattened.Rows(call[0], axis, rows => Torch.Call(op, rows, 1));
    }
}
