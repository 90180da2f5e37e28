namespace AutoCompress.Engine.Graph.Passes;

/// <summary>
/// Removes operators that hand their input on: Identity, Concat and the variadic Sum, Max, Min and Mean of one input, Transpose that keeps
/// the order, Cast to the type that is there. One that carries an input of the model to an output stays, for both names are bound.
/// </summary>
public sealed class IdentityElimination : GraphPass
{
    protected override bool Rewrite(ModelGraph graph)
    {
        var changed = false;
        foreach (var node in graph.Nodes.Where(HandsOn).ToList())
        {
            changed |= graph.TryBypass(node, node.Output, node.Inputs[0]!);
        }

        return changed;
    }

    private static bool HandsOn(GraphNode node) => node.Domain.Length == 0 && node.Input(0) is { } input && node.OpType switch
    {
        "Identity" => input.OpaqueType is null,
        "Concat" or "Sum" or "Max" or "Min" or "Mean" => node.Inputs.Count == 1,
        "Transpose" => node.Ints("perm") is { IsDefault: false } perm && perm.SequenceEqual(Enumerable.Range(0, perm.Length).Select(i => (long)i)),
        "Cast" => input.Type != ElementType.Undefined && node.Int("to", -1) == (long)input.Type,
        _ => false,
    };
}
