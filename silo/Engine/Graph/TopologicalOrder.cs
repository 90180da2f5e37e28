namespace AutoCompress.Engine.Graph;

/// <summary>Kahn's algorithm, stable: among the nodes that are ready, the one that came first goes first.</summary>
internal static class TopologicalOrder
{
    /// <exception cref="InvalidOperationException">There is a cycle.</exception>
    public static List<GraphNode> Of(IReadOnlyList<GraphNode> nodes)
    {
        var place = nodes.Select((node, index) => (node, index)).ToDictionary(pair => pair.node, pair => pair.index);
        var missing = nodes.Select(node => Reads(node).Count(value => value.Producer is not null)).ToArray();
        var ready = new PriorityQueue<GraphNode, int>();
        for (var i = 0; i < nodes.Count; i++)
        {
            if (missing[i] == 0)
            {
                ready.Enqueue(nodes[i], i);
            }
        }

        var sorted = new List<GraphNode>(nodes.Count);
        while (ready.TryDequeue(out var node, out _))
        {
            sorted.Add(node);
            foreach (var use in node.OutputList.Where(o => o is not null).SelectMany(o => o!.UseList))
            {
                var index = place[use.Node];
                if (--missing[index] == 0)
                {
                    ready.Enqueue(use.Node, index);
                }
            }
        }

        return sorted.Count == nodes.Count
            ? sorted
            : throw new InvalidOperationException($"The graph has a cycle through {nodes[Array.FindIndex(missing, count => count > 0)]}.");
    }

    private static IEnumerable<GraphValue> Reads(GraphNode node) => node.InputList.OfType<GraphValue>().Concat(node.CaptureList);
}
