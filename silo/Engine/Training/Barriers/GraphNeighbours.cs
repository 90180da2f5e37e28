using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Training.Barriers;

/// <summary>Nodes before and behind a node, among those that a run needs.</summary>
internal sealed class GraphNeighbours(HashSet<GraphNode> needed)
{
    /// <summary>What a node reads, its subgraphs included.</summary>
    public static IEnumerable<GraphValue> Reads(GraphNode node) => node.Inputs.OfType<GraphValue>().Concat(node.Captures);

    public static IEnumerable<GraphNode> Before(GraphNode node) => Reads(node).Select(value => value.Producer).OfType<GraphNode>();

    public IEnumerable<GraphNode> Behind(GraphNode node) =>
        node.Outputs.OfType<GraphValue>().SelectMany(value => value.Uses).Select(use => use.Node).Where(needed.Contains);

    /// <summary>The nodes that <paramref name="wanted"/> are computed by.</summary>
    public static HashSet<GraphNode> Needed(IEnumerable<GraphValue> wanted)
    {
        var needed = new HashSet<GraphNode>();
        var open = new Stack<GraphValue>(wanted);
        while (open.TryPop(out var value))
        {
            if (value.Producer is { } node && needed.Add(node))
            {
                foreach (var read in Reads(node))
                {
                    open.Push(read);
                }
            }
        }

        return needed;
    }
}
