namespace AutoCompress.Engine.Graph.Serialization;

/// <summary>Constants in the order in which nodes first read them, then the unread ones by name: independent of how the graph was edited.</summary>
internal static class ConstantOrder
{
    public static IEnumerable<GraphValue> Of(ModelGraph graph)
    {
        var read = graph.Nodes.SelectMany(node => node.Inputs.Concat(node.Captures)).OfType<GraphValue>();
        var rest = graph.Constants.OrderBy(value => value.Name, StringComparer.Ordinal);
        return read.Where(value => value.IsConstant).Concat(rest).Distinct();
    }
}
