using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Training.Operators;

/// <summary>Normalisation by the batch, by channels, groups or layers, by neighbours and by norms.</summary>
internal static class NormOperators
{
    private static readonly TorchOperator BatchNorm = new("aten::batch_norm");
    private static readonly TorchOperator InstanceNorm = new("aten::instance_norm");
    private static readonly TorchOperator LayerNorm = new("aten::layer_norm");
    private static readonly TorchOperator GroupNorm = new("aten::group_norm");
    private static readonly TorchOperator AvgPool3d = new("aten::avg_pool3d");
    private static readonly TorchOperator NativeLayerNorm = new("aten::native_layer_norm");
    private static readonly TorchOperator VarMean = new("aten::var_mean", "correction");
    private static readonly TorchOperator VectorNorm = new("aten::linalg_vector_norm");
    private static readonly TorchOperator ClampMin = new("aten::clamp_min");
    private static readonly int[] ScaleAndShift = [1, 2];

    public static void Register(OperatorRegistry registry)
    {
        registry.Add("BatchNormalization", BatchNormalization, ScaleAndShift);
        registry.Add("InstanceNormalization", InstanceNormalization, ScaleAndShift);
        registry.Add("LayerNormalization", LayerNormalization, ScaleAndShift);
        registry.Add("GroupNormalization", GroupNormalization, ScaleAndShift);
        registry.Add("MeanVarianceNormalization", MeanVariance);
        registry.Add("LpNormalization", LpNormalization);
        registry.Add("LRN", LocalResponse);
    }

    /// <summary>ONNX's momentum weighs the old statistic, libtorch's the new batch.</summary>
    private static OperatorKernel BatchNormalization(NodeContext node)
    {
        var epsilon = node.Float("epsilon", 1e-5f);
        var momentum = 1 - node.Float("momentum", 0.9f);
        if (node.Int("spatial", 1) == 0)
        {
            throw node.Unsupported("it normalises every element by itself (spatial 0)");
        }

        if (node.Int("training_mode", 0) != 0)
        {
            return call => ByTheBatch(call, epsilon, momentum);
        }

        return call => Torch.Call(
            BatchNorm,
            call[0],
            call[1],
            call[2],
            call[3],
            call[4],
            call.Mode != ExecutionMode.Inference,
            call.Mode == ExecutionMode.Reestimation ? call.ReestimationShare : momentum,
            epsilon,
            false);
    }

    /// <summary>Exported in training mode: it normalises by the batch whenever it runs, and the new statistics are outputs.</summary>
    private static TorchTensor ByTheBatch(KernelCall call, double epsilon, double newShare)
    {
        var x = call[0];
        long[] axes = [.. Enumerable.Range(0, x.Rank).Where(axis => axis != 1).Select(axis => (long)axis)];
        var moments = Torch.CallMany(VarMean, x, axes, 0, false);
        call.SetOutput(1, Moved(call[3], moments[1]));
        call.SetOutput(2, Moved(call[4], moments[0]));
        return Torch.Call(BatchNorm, x, call[1], call[2], TorchArgument.None, TorchArgument.None, true, 0.0, epsilon, false);

        TorchTensor Moved(TorchTensor running, TorchTensor batch) =>
            Torch.Call(Aten.Add, Torch.Call(Aten.MulScalar, running, 1 - newShare), Torch.Call(Aten.MulScalar, batch, newShare));
    }

    private static OperatorKernel InstanceNormalization(NodeContext node)
    {
        var epsilon = node.Float("epsilon", 1e-5f);
        return call => Torch.Call(InstanceNorm, call[0], call[1], call[2], TorchArgument.None, TorchArgument.None, true, 0.0, epsilon, false);
    }

    private static OperatorKernel LayerNormalization(NodeContext node)
    {
        var epsilon = node.Float("epsilon", 1e-5f);
        var axis = node.Int("axis", -1);
        return call =>
        {
            var shape = call[0].Shape;
            var normalised = shape[Places.Axis(axis, shape.Length)..];
            TorchTensor y;
            if (call.Wants(1) || call.Wants(2))
            {
                var parts = Torch.CallMany(NativeLayerNorm, call[0], normalised, TorchArgument.None, TorchArgument.None, epsilon);
                y = parts[0];
                call.SetOutput(1, parts[1]);
                call.SetOutput(2, parts[2]);
            }
            else
            {
                y = Torch.Call(LayerNorm, call[0], normalised, TorchArgument.None, TorchArgument.None, epsilon);
            }

            y = Torch.Call(Aten.Mul, y, call[1]);
            return call.Optional(2) is { } shift ? Torch.Call(Aten.Add, y, shift) : y;
        };
    }

    /// <summary>Scale and shift have one element a group up to opset 20, one a channel from 21 on.</summary>
    private static OperatorKernel GroupNormalization(NodeContext node)
    {
        var epsilon = node.Float("epsilon", 1e-5f);
        var groups = node.Int("num_groups", 1);
        return call =>
        {
            var x = call[0];
            var shape = x.Shape;
            var y = Torch.Call(GroupNorm, x, groups, TorchArgument.None, TorchArgument.None, epsilon, false);
            var rows = node.Opset >= 21 ? shape[1] : groups;
            var view = Torch.Call(Aten.Reshape, y, new[] { shape[0], rows, -1L });
            long[] column = [rows, 1];
            view = Torch.Call(Aten.Mul, view, Torch.Call(Aten.Reshape, call[1], column));
            view = Torch.Call(Aten.Add, view, Torch.Call(Aten.Reshape, call[2], column));
            return Torch.Call(Aten.Reshape, view, shape);
        };
    }

    private static OperatorKernel MeanVariance(NodeContext node)
    {
        var axes = node.Ints("axes") ?? [0, 2, 3];
        return call =>
        {
            var moments = Torch.CallMany(VarMean, call[0], axes, 0, true);
            return Torch.Call(Aten.Div, Torch.Call(Aten.Sub, call[0], moments[1]), Torch.Call(Aten.AddScalar, Torch.Call(Aten.Sqrt, moments[0]), 1e-9));
        };
    }

    private static OperatorKernel LpNormalization(NodeContext node)
    {
        var (axis, p) = (node.Int("axis", -1), node.Int("p", 2));
        return call =>
        {
            var norm = Torch.Call(VectorNorm, call[0], (double)p, new[] { axis }, true);
            return Torch.Call(Aten.Div, call[0], Torch.Call(ClampMin, norm, double.Epsilon));
        };
    }

    private static OperatorKernel LocalResponse(NodeContext node)
    {
        var (alpha, beta, bias, size) = (node.Float("alpha", 1e-4f), node.Float("beta", 0.75f), node.Float("bias", 1f), node.Int("size", 1));
        return call =>
        {
            var x = call[0];
            var shape = x.Shape;
            var squares = Torch.Call(Aten.Reshape, Torch.Call(Aten.Mul, x, x), new[] { shape[0], 1, shape[1], 1, -1L });
            squares = Torch.Call(Aten.ConstantPad, squares, new[] { 0, 0, 0, 0, (size - 1) / 2, size / 2 }, 0.0);
            var mean = Torch.Call(AvgPool3d, squares, new[] { size, 1, 1 }, new[] { 1L, 1, 1 }, new[] { 0L, 0, 0 }, false, true);
            mean = Torch.Call(Aten.Reshape, mean, shape);
            var divisor = Torch.Call(Aten.PowScalar, Torch.Call(Aten.AddScalar, Torch.Call(Aten.MulScalar, mean, alpha), bias), beta);
            return Torch.Call(Aten.Div, x, divisor);
        };
    }
}
