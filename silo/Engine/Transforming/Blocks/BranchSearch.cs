using System.Collections.Immutable;
using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Blocks;

/// <summary>Looks for the nodes that compute one term of a sum and nothing else.</summary>
internal static class BranchSearch
{
    /// <summary>
    /// The nodes, in graph order, that are dead once <paramref name="add"/> does not read <paramref name="branch"/>; null unless they read just one
    /// other term of the sum and <paramref name="bystanders"/>.
    /// </summary>
    /// <param name="order">Places of the graph's nodes.</param>
    /// <param name="streams">The terms that can take the sum's place.</param>
    public static ImmutableArray<GraphNode>? Of(
        ModelGraph graph, Dictionary<GraphNode, int> order, GraphValue branch, GraphNode add, HashSet<GraphValue> streams, Bystanders bystanders)
    {
        if (branch is not { Producer: { } last, IsOutput: false, Uses.Count: 1 } || streams.Count == 0)
        {
            return null;
        }

        var nodes = new HashSet<GraphNode>();
        var read = new HashSet<GraphValue>();
        for (var place = order[last]; place >= 0; place--)
        {
            var node = graph.Nodes[place];
            if (node == last ? OnlyFor(node, branch, add) : read.Overlaps(node.Outputs.OfType<GraphValue>()) && IsDead(node, nodes))
            {
                nodes.Add(node);
                read.UnionWith(node.Inputs.OfType<GraphValue>());
                read.UnionWith(node.Captures);
            }
        }

        var outside = read.Where(value => value.Producer is null || !nodes.Contains(value.Producer)).Where(value => streams.Contains(value) || !bystanders.Contains(value));
        return outside.ToList() is [var stream] && streams.Contains(stream) ? [.. nodes.OrderBy(node => order[node])] : null;
    }

    private static bool OnlyFor(GraphNode node, GraphValue branch, GraphNode add) => node.Outputs.OfType<GraphValue>()
        .All(output => output == branch ? output.Uses.All(use => use.Node == add) : output is { IsOutput: false, Uses.Count: 0 });

    private static bool IsDead(GraphNode node, HashSet<GraphNode> dead) => node.Outputs.OfType<GraphValue>()
        .All(output => !output.IsOutput && output.Uses.All(use => dead.Contains(use.Node)));
}
