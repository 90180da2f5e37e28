namespace AutoCompress.Engine.Graph.Passes;

/// <summary>Edits that several passes share.</summary>
internal static class GraphEdits
{
    /// <summary>
    /// Lets readers of <paramref name="output"/> read <paramref name="source"/> and removes the node; false, and nothing changed, when names
    /// forbid it: the output's name is read in a subgraph, or is a name of the model that the source cannot take over.
    /// </summary>
    public static bool TryBypass(this ModelGraph graph, GraphNode node, GraphValue output, GraphValue source)
    {
        if (output.IsCaptured || (output.IsOutput && !CanTakeName(source)) || node.Outputs.Any(o => o is not null && o != output && o.IsRead()))
        {
            return false;
        }

        (source.Type, source.Shape) = (source.Type == ElementType.Undefined ? output.Type : source.Type, source.Shape ?? output.Shape);
        graph.ReplaceUses(output, source);
        graph.Remove(node);
        return true;
    }

    public static bool IsRead(this GraphValue value) => value.Uses.Count > 0 || value.IsOutput;

    /// <summary>Removes constants that nothing reads any more.</summary>
    public static void RemoveUnread(this ModelGraph graph, params IEnumerable<GraphValue?> constants)
    {
        foreach (var constant in constants.OfType<GraphValue>().Distinct().Where(value => value.IsConstant && !value.IsRead()))
        {
            graph.RemoveConstant(constant);
        }
    }

    private static bool CanTakeName(GraphValue value) => value is { IsInput: false, IsOutput: false, IsCaptured: false, IsConstant: false };
}
