namespace AutoCompress.Engine.Graph;

/// <summary>Deep copies of graphs; tensors are immutable and shared.</summary>
internal static class GraphCopy
{
    public static ModelGraph Of(ModelGraph source)
    {
        var copy = new ModelGraph { Name = source.Name, Header = source.Header };
        foreach (var name in source.ReservedNames)
        {
            copy.Reserve(name);
        }

        foreach (var input in source.Inputs)
        {
            copy.AddInput(input.Name, input.Type, input.Shape);
        }

        foreach (var constant in source.Constants.Where(value => !value.IsInput))
        {
            copy.AddConstantAs(constant.Name, constant.Constant!);
        }

        foreach (var node in source.Nodes)
        {
            AddTwin(copy, node);
        }

        foreach (var output in source.Outputs)
        {
            copy.AddOutput(copy[output.Name]);
        }

        foreach (var value in source.Values)
        {
            var twin = copy[value.Name];
            (twin.Type, twin.Shape, twin.OpaqueType, twin.Constant) = (value.Type, value.Shape, value.OpaqueType, value.Constant);
        }

        return copy;
    }

    /// <summary>Appends a copy of <paramref name="node"/>, a node of another graph, to <paramref name="copy"/>, which holds all that it reads, by name.</summary>
    public static GraphNode AddTwin(ModelGraph copy, GraphNode node)
    {
        var twin = copy.AddNodeAs(node);
        twin.Documentation = node.Documentation;
        twin.Extra = node.Extra;
        foreach (var (name, value) in node.Attributes)
        {
            twin.Attributes.Add(name, value);
        }

        foreach (var capture in node.Captures)
        {
            ModelGraph.AddCapture(twin, copy[capture.Name]);
        }

        return twin;
    }
}
