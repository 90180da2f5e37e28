using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Passes;

namespace AutoCompress.Engine.Transforming.Blocks;

/// <summary>
/// Leaves blocks out. What stays is called as before, so the channel groups of the whole model are those of the rest: a removal and a cut
/// give the same model in either order.
/// </summary>
public static class BlockRemoval
{
    /// <summary>A copy of <paramref name="graph"/> in which each sum is the sum of its other terms; blocks inside these leave with them.</summary>
    /// <param name="blocks">The blocks of this very graph.</param>
    /// <exception cref="KeyNotFoundException">A name is none of the model's blocks.</exception>
    public static ModelGraph Remove(ModelGraph graph, ResidualBlocks blocks, IEnumerable<string> names)
    {
        var (copy, branches) = Branches(graph, blocks, names);
        foreach (var branch in branches)
        {
            var add = branch.Uses[0].Node;
            copy.ReplaceUses(add.Output, add.Inputs[1 - branch.Uses[0].Slot]!);
            copy.Remove(add);
        }

        if (branches.Count > 0)
        {
            new DeadCodeElimination().ApplyInPlace(copy);
            GraphInvariants.Check(copy);
        }

        return copy;
    }

    /// <summary>A copy of <paramref name="graph"/> whose branches are multiplied by zero before they are added: what the smaller model must answer.</summary>
    /// <inheritdoc cref="Remove"/>
    public static ModelGraph Silence(ModelGraph graph, ResidualBlocks blocks, IEnumerable<string> names)
    {
        var (copy, branches) = Branches(graph, blocks, names);
        foreach (var branch in branches)
        {
            var (add, slot) = branch.Uses[0];
            var zero = copy.AddConstant($"{add.Name}.zero", new(branch.Type, [], new byte[branch.Type.Bytes(1)]));
            var silent = copy.InsertNode(copy.IndexOf(add), "Mul", $"{add.Name}.silent", [branch, zero], [$"{add.Name}.silent"]).Output;
            (silent.Type, silent.Shape) = (branch.Type, branch.Shape);
            ModelGraph.SetInput(add, slot, silent);
        }

        return copy;
    }

    private static (ModelGraph Copy, List<GraphValue> Branches) Branches(ModelGraph graph, ResidualBlocks blocks, IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(blocks);
        var copy = graph.Clone();
        return (copy, [.. names.Distinct(StringComparer.Ordinal).Select(name => copy[blocks[name].Branch])]);
    }
}
