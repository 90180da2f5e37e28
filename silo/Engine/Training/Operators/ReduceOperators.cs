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
    private static readonly TorchOperator Abs = new("aten::abs");
    private static readonly TorchOperator Sqrt = new("aten::sqrt");
    private static readonly TorchOperator ArgMax = new("aten::argmax");
    private static readonly TorchOperator ArgMin = new("aten::argmin");
    private static readonly TorchOperator CumSum = new("aten::cumsum");
    private static readonly TorchOperator Flip = new("aten::flip");

    private delegate TorchTensor Reduction(TorchTensor x, long[] axes, bool keep);

    public static void Register(OperatorRegistry registry)
    {
        Add(registry, "ReduceMean", (x, axes, keep) => Torch.Call(Aten.Mean, x, axes, keep));
        Add(registry, "ReduceSum", Sum);
        Add(registry, "ReduceMax", (x, axes, keep) => Torch.Call(Amax, x, axes, keep));
        Add(registry, "ReduceMin", (x, axes, keep) => Torch.Call(Amin, x, axes, keep));
        Add(registry, "ReduceProd", Product);
        Add(registry, "ReduceL1", (x, axes, keep) => Sum(Torch.Call(Abs, x), axes, keep));
        Add(registry, "ReduceL2", (x, axes, keep) => Torch.Call(Sqrt, Sum(Torch.Call(Aten.Mul, x, x), axes, keep)));
        Add(registry, "ReduceSumSquare", (x, axes, keep) => Sum(Torch.Call(Aten.Mul, x, x), axes, keep));
        Add(registry, "ReduceLogSum", (x, axes, keep) => Torch.Call(Aten.Log, Sum(x, axes, keep)));
        Add(registry, "ReduceLogSumExp", (x, axes, keep) => Torch.Call(LogSumExp, x, axes, keep));
        registry.Add("ArgMax", node => Arg(node, ArgMax));
        registry.Add("ArgMin", node => Arg(node, ArgMin));
        registry.Add("CumSum", Cumulate);
    }

    private static void Add(OperatorRegistry registry, string opType, Reduction reduce) => registry.Add(opType, node =>
    {
        var axesOf = node.IntsFrom("axes", 1);
        var keep = node.Int("keepdims", 1) != 0;
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

    /// <summary>One axis after the other, the last first, so that the numbers of the others stay.</summary>
    private static TorchTensor Product(TorchTensor x, long[] axes, bool keep)
    {
        var rank = x.Rank;
        var result = Aten.AliasOf(x);
        foreach (var axis in axes.Select(axis => axis < 0 ? axis + rank : axis).OrderDescending())
        {
            result = Torch.Call(Prod, result, axis, keep);
        }

        return result;
    }

    private static OperatorKernel Arg(NodeContext node, TorchOperator op)
    {
        var (axis, keep) = (node.Int("axis", 0), node.Int("keepdims", 1) != 0);
        if (node.Int("select_last_index", 0) == 0)
        {
            return call => Torch.Call(op, call[0], axis, keep);
        }

        return call =>
        {
            var size = call[0].Shape[(int)(axis < 0 ? axis + call[0].Rank : axis)];
            var fromEnd = Torch.Call(op, Torch.Call(Flip, call[0], new[] { axis }), axis, keep);
            return Torch.Call(Aten.AddScalar, Torch.Call(Aten.MulScalar, fromEnd, -1), size - 1);
        };
    }

    private static OperatorKernel Cumulate(NodeContext node)
    {
        if (node.Int("exclusive", 0) != 0)
        {
            throw node.Unsupported("exclusive sums are not known");
        }

        var reverse = node.Int("reverse", 0) != 0;
        return call =>
        {
            long[] axis = [call.Longs(1)[0]];
            return reverse
                ? Torch.Call(Flip, Torch.Call(CumSum, Torch.Call(Flip, call[0], axis), axis[0]), axis)
                : Torch.Call(CumSum, call[0], axis[0]);
        };
    }
}
