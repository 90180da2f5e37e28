using AutoCompress.Engine.Graph;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Transforming.Costs;

/// <summary>Matrix products: each element of the output takes as many operations as the contracted axis is long.</summary>
internal sealed class MatMulMacs : IMacRule
{
    public IEnumerable<string> Operators => ["Gemm", "MatMul", "MatMulInteger", "QLinearMatMul"];

    public IReadOnlyList<GraphValue> Weights(GraphNode node) => Behind(Right(node)) is { Producer: null, IsInput: false } right ? [right]
        : node.Is("MatMul") && node.Inputs[0]!.IsConstant ? [node.Inputs[0]!]
        : [];

    public long Count(GraphNode node)
    {
        var right = Sizes.Of(Right(node), node);
        if (right.Length == 0)
        {
            throw new StepFailureException(FailureCause.InvalidModel, $"{node} multiplies with a single number, which is no matrix.");
        }

        var inner = right.Length < 2 || (node.Is("Gemm") && node.Int("transB", 0) != 0) ? right[^1] : right[^2];
        return checked(Sizes.Product(Sizes.Of(node.Outputs[0]!, node)) * inner);
    }

    /// <summary>The constant that a Transpose turns: a weight that another node reads the other way round.</summary>
    private static GraphValue Behind(GraphValue value) =>
        value.Producer is { OpType: "Transpose" } transpose && transpose.Inputs[0] is { IsConstant: true } constant ? constant : value;

    private static GraphValue Right(GraphNode node) => node.Inputs[node.OpType == "QLinearMatMul" ? 3 : 1]!;
}
