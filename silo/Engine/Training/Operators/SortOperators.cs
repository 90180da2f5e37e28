using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Training.Operators;

/// <summary>TopK and Hardmax. Of equal elements the first one wins.</summary>
internal static class SortOperators
{
    private static readonly TorchOperator Sort = new("aten::sort", "stable");
    private static readonly TorchOperator ArgMax = new("aten::argmax");
    private static readonly TorchOperator ScatterValue = new("aten::scatter", "value");
    private static readonly TorchOperator ZerosLike = new("aten::zeros_like");

    public static void Register(OperatorRegistry registry)
    {
        registry.Add("TopK", TopK);
        registry.Add("Hardmax", Hardmax, trains: false);
    }

    private static OperatorKernel TopK(NodeContext node)
    {
        var axis = node.Int("axis", -1);
        var largest = node.Int("largest", 1) != 0;
        var fixedCount = node.Opset < 10 ? node.Int("k", 1) : (long?)null;
        return call =>
        {
            var count = fixedCount ?? call.Longs(1)[0];
            var sorted = Torch.CallMany(Sort, call[0], true, axis, largest);
            call.SetOutput(1, Torch.Call(Aten.Slice, sorted[1], axis, 0, count, 1));
            return Torch.Call(Aten.Slice, sorted[0], axis, 0, count, 1);
        };
    }

    /// <summary>Before opset 13 the axes from the given one on are flattened into one.</summary>
    private static OperatorKernel Hardmax(NodeContext node)
    {
        var axis = node.Int("axis", node.Opset >= 13 ? -1 : 1);
        return call => node.Opset >= 13 ? OneHot(call[0], axis) : Flattened.Rows(call[0], axis, rows => OneHot(rows, 1));
    }

    private static TorchTensor OneHot(TorchTensor x, long axis) =>
        Torch.Call(ScatterValue, Torch.Call(ZerosLike, x), axis, Torch.Call(ArgMax, x, axis, true), 1.0);
}
