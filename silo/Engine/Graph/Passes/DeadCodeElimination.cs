namespace AutoCompress.Engine.Graph.Passes;

/// <summary>Removes nodes and constants that no output of the model depends on. Inputs stay, since callers feed them.</summary>
public sealed class DeadCodeElimination : GraphPass
{
    protected override bool Rewrite(ModelGraph graph)
    {
        var changed = false;
        foreach (var node in graph.Nodes.Reverse().ToList())
        {
            if (!node.Outputs.Any(output => output?.IsRead() == true))
            {
                graph.Remove(node);
                changed = true;
            }
        }

        var unread = graph.Constants.Where(constant => !constant.IsRead()).ToList();
        graph.RemoveUnread(unread);
        return changed || unread.Count > 0;
    }

    protected override void Ensures(ModelGraph graph)
    {
        if (graph.Constants.FirstOrDefault(constant => !constant.IsRead()) is { } dead)
        {
            throw new InvalidOperationException($"the constant '{dead.Name}' is still there, and nothing reads it.");
        }
    }
}
