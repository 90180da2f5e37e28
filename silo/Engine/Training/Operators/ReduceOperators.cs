using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Training.Operators;

/// <summary>Reductions; their axes are an attribute in old opsets and an input in new ones.</summary>
internal static class ReduceOperators
{
    private static readonly TorchOperator Amax = new("aten::amax");
    private static readonly TorchOperator Amin = new("aten::amin");
    private static readonly TorchOperator Prod = new("aten::prod", "dim_int");
    private static readonly TorchOperator LogSumExp = new("aten::logsumexp");
    private static readonly TorchOperator VectorNorm = new("aten::linalg_vector_norm");
    private static readonly TorchOperator Full = new("aten::full");
    private static readonly TorchOperator ArgMax = new("aten::argmax");
    private static readonly TorchOperator ArgMin = new("aten::argmin");
    private static readonly TorchOperator CumSum = new("aten::cumsum");

    private delegate TorchTensor Reduction(TorchTensor x, long[] axes, bool keep);

    public static void Register(OperatorRegistry registry)
    {
        Add(registry, "ReduceMean", Mean);
        Add(registry, "ReduceSum", Sum);
        Add(registry, "ReduceMax", (x, axes, keep) => Extreme(Amax, x, axes, keep, double.NegativeInfinity));
        Add(registry, "ReduceMin", (x, axes, keep) => Extreme(Amin, x, axes, keep, double.PositiveInfinity));
        Add(registry, "ReduceProd", Product);
        Add(registry, "ReduceL1", (x, axes, keep) => Sum(Torch.Call(Aten.Abs, x), axes, keep));
        Add(registry, "ReduceL2", Norm);
        Add(registry, "ReduceSumSquare", (x, axes, keep) => Sum(Torch.Call(Aten.Mul, x, x), axes, keep));
        Add(registry, "ReduceLogSum", (x, axes, keep) => Torch.Call(Aten.Log, Sum(x, axes, keep)));
        Add(registry, "ReduceLogSumExp", (x, axes, keep) => Torch.Call(LogSumExp, x, axes, keep));
        registry.Add("ArgMax", node => Arg(node, ArgMax), trains: false);
        registry.Add("ArgMin", node => Arg(node, ArgMin), trains: false);
        registry.Add("CumSum", Cumulate);
    }

    private static void Add(OperatorRegistry registry, string opType, Reduction reduce) => registry.Add(opType, node =>
    {
        var axesOf = node.IntsFrom("axes", 1);
        var keep = node.Int("keepdims", 1) == 1;
        var noneIsAll = node.Int("noop_with_empty_axes", 0) == 0;
        return call =>
        {
            var axes = axesOf(call) ?? [];
            if (axes.Length > 0)
            {
                return reduce(call[0], axes, keep);
            }

            return noneIsAll ? reduce(call[0], [.. Enumerable.Range(0, call[0].Rank)], keep) : Aten.AliasOf(call[0]);
        };
    });

    private static TorchTensor Sum(TorchTensor x, long[] axes, bool keep) => Torch.Call(Aten.Sum, x, axes, keep, (long)x.Type);

    /// <summary>Unlike a square root of a sum, libtorch's norm has a gradient at zero.</summary>
    private static TorchTensor Norm(TorchTensor x, long[] axes, bool keep)
    {
        var type = x.Type;
        return type is TorchType.Float or TorchType.Double
            ? Torch.Call(VectorNorm, x, 2.0, axes, keep)
            : Aten.Cast(Torch.Call(VectorNorm, Aten.Cast(x, TorchType.Double), 2.0, axes, keep), type);
    }

    /// <summary>The mean of integers is cut off towards zero.</summary>
    private static TorchTensor Mean(TorchTensor x, long[] axes, bool keep)
    {
        var type = x.Type;
        return type is TorchType.Float or TorchType.Double
            ? Torch.Call(Aten.Mean, x, axes, keep)
            : Aten.Cast(Torch.Call(Aten.Mean, Aten.Cast(x, TorchType.Double), axes, keep), type);
    }

    /// <summary>Over no elements at all the result is the bound that every number beats (ONNX, since opset 20).</summary>
    private static TorchTensor Extreme(TorchOperator op, TorchTensor x, long[] axes, bool keep, double ofNothing)
    {
        var shape = x.Shape;
        var reduced = axes.Select(axis => Places.Axis(axis, shape.Length)).ToHashSet();
        if (!reduced.Any(axis => shape[axis] == 0))
        {
            return Torch.Call(op, x, axes, keep);
        }

        var result = Enumerable.Range(0, shape.Length).Where(axis => keep || !reduced.Contains(axis)).Select(axis => reduced.Contains(axis) ? 1 : shape[axis]);
        return Torch.Call(Full, result.ToArray(), ofNothing, (long)x.Type);
    }

    /// <summary>One axis after the other, the last first, so that the numbers of the others stay.</summary>
    private static TorchTensor Product(TorchTensor x, long[] axes, bool keep)
    {
        var rank = x.Rank;
        var result = Aten.AliasOf(x);
        foreach (var axis in axes.Select(axis => Places.Axis(axis, rank)).OrderDescending())
        {
            result = Torch.Call(Prod, result, axis, keep);
        }

        return result;
    }

    private static OperatorKernel Arg(NodeContext node, TorchOperator op)
    {
        var (axis, keep) = (node.Int("axis", 0), node.Int("keepdims", 1) == 1);
        if (node.Int("select_last_index", 0) == 0)
        {
            return call => Torch.Call(op, call[0], axis, keep);
        }

        return call =>
        {
            var size = call[0].Shape[Places.Axis(axis, call[0].Rank)];
            var fromEnd = Torch.Call(op, Torch.Call(Aten.Flip, call[0], new[] { axis }), axis, keep);
            return Torch.Call(Aten.AddScalar, Torch.Call(Aten.MulScalar, fromEnd, -1), size - 1);
        };
    }

    private static OperatorKernel Cumulate(NodeContext node)
    {
        var exclusive = node.Int("exclusive", 0) != 0;
        var reverse = node.Int("reverse", 0) != 0;
        return call =>
        {
            long[] axis = [call.Longs(1)[0]];
            var x = reverse ? Torch.Call(Aten.Flip, call[0], axis) : call[0];
            if (exclusive)
            {
                var shift = new long[x.Rank];
                shift[Places.Axis(axis[0], x.Rank)] = 1;
                x = Aten.Pad(x, shift, Array.ConvertAll(shift, step => -step), 0);
            }

            var sums = Torch.Call(CumSum, x, axis[0], (long)x.Type);
            return reverse ? Torch.Call(Aten.Flip, sums, axis) : sums;
        };
    }
}
