using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Quantizing.Placement;

/// <summary>What ONNX Runtime's CPU provider fuses into integer kernels (checked with 1.29 by the placement's contract test).</summary>
internal static class IntegerOperators
{
    public static IntegerForm FormOf(GraphNode node) => node.Domain.Length > 0 ? IntegerForm.None : node.OpType switch
    {
        "Conv" when HasFloatWeight(node) && HasConstantBias(node) => IntegerForm.Contraction,
        "Gemm" when HasFloatWeight(node) && HasConstantBias(node) && IsPlainGemm(node) => IntegerForm.Contraction,
        "MatMul" when HasFloatWeight(node) && node.Inputs[1]!.Constant!.Rank == 2 => IntegerForm.Contraction,
        "Add" or "Mul" or "Concat" => IntegerForm.Joint,
        "GlobalAveragePool" or "AveragePool" or "Sigmoid" or "LeakyRelu" => IntegerForm.Unary,
        "MaxPool" when node.Outputs.Count == 1 => IntegerForm.Movement,
        "Flatten" or "Reshape" or "Squeeze" or "Unsqueeze" or "Transpose" or "Slice" => IntegerForm.Movement,
        _ => IntegerForm.None,
    };

    /// <summary>The axis of a contraction's weight along which its output channels lie.</summary>
    public static int ChannelAxis(GraphNode node) => node.OpType switch
    {
        "Conv" => 0,
        "Gemm" => node.Int("transB", 0) == 0 ? 1 : 0,
        _ => 1,
    };

    /// <summary>The constant bias of a contraction, or null.</summary>
    public static GraphValue? Bias(GraphNode node) => node.OpType == "MatMul" ? null : node.Input(2);

    private static bool HasFloatWeight(GraphNode node) =>
        node.Inputs[0] is { IsConstant: false } && node.Inputs[1] is { Constant.Type: ElementType.Float, IsInput: false };

    private static bool HasConstantBias(GraphNode node) => node.Input(2) is null or { Constant.Type: ElementType.Float };

    private static bool IsPlainGemm(GraphNode node) =>
        node.Int("transA", 0) == 0 && node.Float("alpha", 1) == 1 && (node.Input(2) is null || node.Float("beta", 1) == 1)
        && node.Inputs[1]!.Constant!.Rank == 2;
}
