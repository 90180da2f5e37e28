using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Passes;

namespace AutoCompress.Engine.Quantizing.Placement;

/// <summary>Writes a product of matrices and the constant row added to it as one Gemm, whose integer kernel adds the bias to its 32-bit sums.</summary>
internal sealed class MatMulBias : GraphPass
{
    protected override bool Rewrite(ModelGraph graph)
    {
        var changed = false;
        foreach (var add in graph.Nodes.Where(node => node.Is("Add")).ToList())
        {
            changed |= TryFuse(graph, add, product: 0, bias: 1) || TryFuse(graph, add, product: 1, bias: 0);
        }

        return changed;
    }

    private static bool TryFuse(ModelGraph graph, GraphNode add, int product, int bias)
    {
        if (add.Inputs[product] is not { IsOutput: false, Uses.Count: 1, Producer: { } multiply } || !multiply.Is("MatMul")
            || add.Inputs[bias]?.Constant is not { Type: ElementType.Float } row
            || multiply.Inputs[0] is not { IsConstant: false, Shape.Length: 2 }
            || multiply.Inputs[1] is not { Constant: { Type: ElementType.Float, Rank: 2 } weight }
            || row.Count != weight.Shape[1] || row.Rank > 2 || row.Rank == 0 || row.Shape[^1] != row.Count
            || add.Output.Uses.Any(use => use.Slot < 0))
        {
            return false;
        }

        var inputs = multiply.Inputs.Append(graph.AddConstant(add.Inputs[bias]!.Name, row.Reshape(row.Count)));
        var gemm = graph.AddNode("Gemm", multiply.Name, inputs, add.Output.Name + "_gemm").Output;
        (gemm.Type, gemm.Shape) = (add.Output.Type, add.Output.Shape);
        var old = add.Inputs[bias];
        graph.ReplaceUses(add.Output, gemm);
        graph.Remove(add);
        graph.Remove(multiply);
        graph.RemoveUnread(old);
        return true;
    }
}
