namespace AutoCompress.Engine.Graph;

/// <summary>What holds for every <see cref="ModelGraph"/> between two passes.</summary>
public static class GraphInvariants
{
    /// <exception cref="InvalidOperationException">A link is broken; the message names it. Always a bug of the pass that ran last.</exception>
    public static void Check(ModelGraph graph)
    {
        var done = new HashSet<GraphValue>(graph.Values.Where(value => value.Producer is null));
        var uses = graph.Values.ToDictionary(value => value, _ => new List<ValueUse>());
        foreach (var node in graph.Nodes)
        {
            Require(graph.TryGetNode(node.Name, out var found) && found == node, $"{node} is not found by its name");
            Require(node.Inputs.Count == 0 || node.Inputs[^1] is not null, $"{node} ends in an empty input");
            for (var slot = 0; slot < node.Inputs.Count; slot++)
            {
                Read(node, node.Inputs[slot], slot);
            }

            foreach (var capture in node.Captures)
            {
                Read(node, capture, -1);
            }

            foreach (var output in node.Outputs.OfType<GraphValue>())
            {
                Require(output.Producer == node, $"'{output.Name}' does not know that {node} computes it");
                Require(uses.ContainsKey(output), $"'{output.Name}' of {node} is not in the graph");
                Require(done.Add(output), $"'{output.Name}' is computed twice");
            }
        }

        foreach (var (value, found) in uses)
        {
            Require(graph.TryGetValue(value.Name, out var named) && named == value, $"'{value.Name}' is not found by its name");
            Require(found.ToHashSet().SetEquals(value.Uses) && found.Count == value.Uses.Count, $"the uses of '{value.Name}' are wrong");
            Require(done.Contains(value), $"'{value.Name}' is computed by {value.Producer}, which is not in the graph");
            Require(value.IsInput == graph.Inputs.Contains(value), $"'{value.Name}' is wrong about being an input");
            Require(value.IsOutput == graph.Outputs.Contains(value), $"'{value.Name}' is wrong about being an output");
            Require(value.IsInput || value.IsConstant || value.Producer is not null, $"'{value.Name}' comes from nowhere");
        }

        void Read(GraphNode node, GraphValue? value, int slot)
        {
            if (value is not null)
            {
                Require(uses.TryGetValue(value, out var list), $"{node} reads '{value.Name}', which is not in the graph");
                Require(done.Contains(value), $"{node} stands before what computes '{value.Name}'");
                list!.Add(new(node, slot));
            }
        }
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new InvalidOperationException(message + ".");
        }
    }
}
