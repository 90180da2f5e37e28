using Onnx;

namespace AutoCompress.Engine.Graph.Serialization;

/// <summary>The names in the subgraphs of a node.</summary>
/// <param name="Free">Read there, defined outside: captures.</param>
/// <param name="Defined">Defined there, so no value outside may take them.</param>
internal sealed record SubgraphNames(SortedSet<string> Free, SortedSet<string> Defined)
{
    public static SubgraphNames Of(NodeProto node)
    {
        var names = new SubgraphNames(new(StringComparer.Ordinal), new(StringComparer.Ordinal));
        names.Visit(node.Attribute, []);
        return names;
    }

    /// <summary>The same for an attribute that the graph keeps opaque.</summary>
    public static SubgraphNames Of(AttributeValue.Opaque attribute)
    {
        var names = new SubgraphNames(new(StringComparer.Ordinal), new(StringComparer.Ordinal));
        names.Visit([AttributeProto.Parser.ParseFrom(attribute.Proto.Span)], []);
        return names;
    }

    private void Visit(IEnumerable<AttributeProto> attributes, HashSet<string> outer)
    {
        foreach (var graph in attributes.SelectMany(a => a.G is null ? a.Graphs : a.Graphs.Append(a.G)))
        {
            Visit(graph, outer);
        }
    }

    private void Visit(GraphProto graph, HashSet<string> outer)
    {
        var known = new HashSet<string>(outer, StringComparer.Ordinal);
        var own = graph.Input.Select(input => input.Name).Concat(graph.Initializer.Select(tensor => tensor.Name))
            .Concat(graph.SparseInitializer.Select(tensor => tensor.Values?.Name ?? "")).Concat(graph.Node.SelectMany(node => node.Output));
        foreach (var name in own.Where(name => name.Length > 0))
        {
            known.Add(name);
            Defined.Add(name);
        }

        var read = graph.Node.SelectMany(node => node.Input).Concat(graph.Output.Select(output => output.Name));
        Free.UnionWith(read.Where(name => name.Length > 0 && !known.Contains(name)));
        foreach (var node in graph.Node)
        {
            Visit(node.Attribute, known);
        }
    }
}
