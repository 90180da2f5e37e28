namespace AutoCompress.Engine.Graph.Passes;

/// <summary>
/// Gives a Reshape whose target is computed (exporters write x.view(x.size(0), -1) as Shape, Gather, Concat) a constant target, once
/// the shape of its output is known but for one size, which becomes −1. Needs inferred shapes.
/// </summary>
public sealed class ConstantReshape : GraphPass
{
    protected override bool Rewrite(ModelGraph graph)
    {
        var changed = false;
        foreach (var node in graph.Nodes.Where(node => node.Is("Reshape") && node.Input(1) is { IsConstant: false }).ToList())
        {
            if (Target(node.Output) is { } target)
            {
                ModelGraph.SetInput(node, 1, graph.AddConstant(node.Name + ".shape", Tensor.Of(target, target.Length)));
                changed = true;
            }
        }

        return changed;
    }

    /// <summary>Null when two sizes are open, or one is 0, which Reshape reads as "keep".</summary>
    private static long[]? Target(GraphValue output) =>
        output.Shape is { } shape && shape.Count(dim => dim.Size is null) <= 1 && shape.All(dim => dim.Size != 0)
            ? [.. shape.Select(dim => dim.Size ?? -1)]
            : null;
}
