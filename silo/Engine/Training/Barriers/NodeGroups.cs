using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Training.Barriers;

/// <summary>Union-find over nodes.</summary>
internal sealed class NodeGroups
{
    private readonly Dictionary<GraphNode, GraphNode> _parent = [];

    /// <summary>Groups of two nodes or more.</summary>
    public ILookup<GraphNode, GraphNode> Members => _parent.Keys.ToLookup(Root);

    /// <summary>The node that stands for the group; a node that was never united stands for itself.</summary>
    public GraphNode Root(GraphNode node)
    {
        while (_parent.TryGetValue(node, out var parent) && parent != node)
        {
            node = parent;
        }

        return node;
    }

    public void Unite(GraphNode a, GraphNode b)
    {
        var (first, second) = (Root(a), Root(b));
        _parent[first] = first;
        _parent[second] = first;
    }
}
