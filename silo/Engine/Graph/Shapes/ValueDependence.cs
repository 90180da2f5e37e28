namespace AutoCompress.Engine.Graph.Shapes;

/// <summary>Values whose shape depends on what the data is, not on how large it is: one run says nothing about the next.</summary>
internal static class ValueDependence
{
    private static readonly HashSet<string> Sources = new(StringComparer.Ordinal) { "NonZero", "Compress", "Unique", "NonMaxSuppression", "Loop", "If" };

    /// <summary>Everything that is computed from such an operator, or by an operator of another domain than ONNX's own.</summary>
    public static HashSet<GraphValue> Of(ModelGraph graph)
    {
        var found = new HashSet<GraphValue>();
        foreach (var node in graph.Nodes.Where(node => node.Domain.Length > 0 || Sources.Contains(node.OpType)
            || node.Inputs.OfType<GraphValue>().Any(found.Contains) || node.Captures.Any(found.Contains)))
        {
            found.UnionWith(node.Outputs.OfType<GraphValue>());
        }

        return found;
    }
}
