namespace AutoCompress.Engine.Graph.Passes;

/// <summary>Removes Dropout that does nothing in inference. One in training mode, or whose mask is read, stays.</summary>
public sealed class DropoutElimination : GraphPass
{
    protected override bool Rewrite(ModelGraph graph)
    {
        var changed = false;
        foreach (var node in graph.Nodes.Where(node => node.Is("Dropout") && IsInference(node, graph.Opset)).ToList())
        {
            var parameters = node.Inputs.Skip(1).ToList();
            if (node.Outputs[0] is { } output && graph.TryBypass(node, output, node.Inputs[0]!))
            {
                graph.RemoveUnread(parameters);
                changed = true;
            }
        }

        return changed;
    }

    /// <summary>Before opset 7 an attribute says it, from 12 on an input; between them Dropout is inference.</summary>
    private static bool IsInference(GraphNode node, int opset) => opset switch
    {
        < 7 => node.Int("is_test", 0) != 0,
        < 12 => true,
        _ => node.Input(2) is not { } training || (training.Constant is { Type: ElementType.Bool, Count: 1 } mode && !mode.Values<bool>()[0]),
    };
}
