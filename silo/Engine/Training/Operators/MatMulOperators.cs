using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Training.Operators;

/// <summary>Matrix products.</summary>
internal static class MatMulOperators
{
    private static readonly TorchOperator Linear = new("aten::linear");
    private static readonly TorchOperator MatMul = new("aten::matmul");
    private static readonly TorchOperator AddMm = new("aten::addmm");
    private static readonly TorchOperator Einsum = new("aten::einsum");
    private static readonly int[] SecondAndBias = [1, 2];
    private static readonly int[] Both = [0, 1];

    public static void Register(OperatorRegistry registry)
    {
        registry.Add("Gemm", Gemm, SecondAndBias);
        registry.Add("MatMul", _ => call => Torch.Call(MatMul, call[0], call[1]), Both);
        registry.Add("Einsum", node => Equation(node.Node.Text("equation", "")), Both);
    }

    private static OperatorKernel Equation(string equation) => call =>
    {
        var operands = new TorchTensor[call.InputCount];
        for (var i = 0; i < operands.Length; i++)
        {
            operands[i] = call[i];
        }

        return Torch.Call(Einsum, equation, operands);
    };

    private static OperatorKernel Gemm(NodeContext node)
    {
        var (alpha, beta) = (node.Float("alpha", 1f), node.Float("beta", 1f));
        var (transA, transB) = (node.Int("transA", 0) != 0, node.Int("transB", 0) != 0);
        if (!transA && transB && alpha == 1 && beta == 1 && (!node.Has(2) || node.Node.Input(2)!.Shape is { Length: 1 }))
        {
            return call => Torch.Call(Linear, call[0], call[1], call.Optional(2));
        }

        return call =>
        {
            var a = transA ? Torch.Call(Aten.Transpose, call[0], 0, 1) : call[0];
            var b = transB ? Torch.Call(Aten.Transpose, call[1], 0, 1) : call[1];
            if (call.Optional(2) is { } c)
            {
                return a.Type is TorchType.Float or TorchType.Double
                    ? Torch.Call(AddMm, c, a, b, beta, alpha)
                    : Torch.Call(AddMm, c, a, b, (long)beta, (long)alpha);
            }

            var product = Torch.Call(MatMul, a, b);
            return alpha == 1 ? product : Torch.Call(Aten.MulScalar, product, alpha);
        };
    }
}
