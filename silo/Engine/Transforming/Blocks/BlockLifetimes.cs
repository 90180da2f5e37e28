using System.Collections.Immutable;
using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Blocks;

/// <summary>
/// Which blocks need a node or a constant: it stays as long as one of them is there. Weights that several layers share are needed by all of
/// their blocks.
/// </summary>
internal sealed class BlockLifetimes
{
    private readonly Dictionary<GraphNode, ImmutableArray<string>> _nodes = [];

    public BlockLifetimes(ModelGraph graph, ResidualBlocks blocks)
    {
        foreach (var node in graph.Nodes.Reverse())
        {
            _nodes[node] = blocks.Of(node) is { } block ? [block.Name]
                : node.Outputs.Any(output => output is { IsOutput: true }) ? []
                : Of(node.Outputs.OfType<GraphValue>().SelectMany(output => output.Uses));
        }
    }

    /// <summary>Names in ordinal order; empty when it always stays.</summary>
    public ImmutableArray<string> Of(GraphNode node) => _nodes[node];

    /// <inheritdoc cref="Of(GraphNode)"/>
    public ImmutableArray<string> Of(GraphValue constant) => constant.IsOutput ? [] : Of(constant.Uses);

    private ImmutableArray<string> Of(IEnumerable<ValueUse> uses)
    {
        var needs = uses.Select(use => _nodes[use.Node]).ToList();
        return needs.Exists(need => need.IsEmpty) ? [] : [.. needs.SelectMany(need => need).Distinct().Order(StringComparer.Ordinal)];
    }
}
