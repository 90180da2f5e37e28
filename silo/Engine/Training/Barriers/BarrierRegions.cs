using System.Collections.Immutable;
using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Training.Barriers;

/// <summary>
/// What of a graph runs on ONNX Runtime: (1) the nodes that the trainer cannot run; (2) those that lie between two of them which must run
/// together, since a value that libtorch cannot hold passes between them. They form (3) regions: nodes that read each other and never wait for each
/// other through the trainer.
/// </summary>
internal sealed class BarrierRegions
{
    private readonly Dictionary<GraphNode, BarrierRegion> _regionOf = [];
    private readonly Dictionary<GraphNode, int> _levels = [];

    private BarrierRegions(IReadOnlyDictionary<GraphNode, string> reasons) => Reasons = reasons;

    /// <summary>Why each node is in a region.</summary>
    public IReadOnlyDictionary<GraphNode, string> Reasons { get; }

    public bool Contains(GraphNode node) => Reasons.ContainsKey(node);

    public BarrierRegion RegionOf(GraphNode node) => _regionOf[node];

    /// <summary>Ascending levels are an execution order, see <see cref="BarrierLevels"/>; 0 everywhere without a barrier.</summary>
    public int LevelOf(GraphNode node) => _levels.GetValueOrDefault(node);

    public static BarrierRegions None { get; } = new(ImmutableDictionary<GraphNode, string>.Empty);

    public static BarrierRegions Find(ModelGraph graph, HashSet<GraphNode> needed, IReadOnlyList<GraphValue> wanted, ValueTypes types)
    {
        // 1.
        var reasons = BarrierNodes.Of(graph, needed, wanted, types);
        if (reasons.Count == 0)
        {
            return None;
        }

        // 2.
        var (neighbours, together) = (new GraphNeighbours(needed), new NodeGroups());
        var nodes = graph.Nodes.Where(needed.Contains).ToList();
        foreach (var value in nodes.SelectMany(node => node.Outputs).OfType<GraphValue>().Where(value => !types.CanHold(value)))
        {
            foreach (var use in value.Uses.Where(use => needed.Contains(use.Node)))
            {
                together.Unite(value.Producer!, use.Node);
            }
        }

        foreach (var between in Between(together, neighbours).Where(node => !reasons.ContainsKey(node)).ToList())
        {
            reasons.Add(between, $"{between} lies between nodes that pass on a value which libtorch cannot hold.");
        }

        // 3.
        var regions = new BarrierRegions(reasons);
        foreach (var (node, level) in BarrierLevels.Of(nodes, reasons.ContainsKey, together))
        {
            regions._levels.Add(node, level);
        }

        foreach (var node in nodes.Where(reasons.ContainsKey))
        {
            foreach (var before in GraphNeighbours.Before(node).Where(before => reasons.ContainsKey(before) && regions.LevelOf(before) == regions.LevelOf(node)))
            {
                together.Unite(before, node);
            }
        }

        foreach (var members in nodes.Where(reasons.ContainsKey).GroupBy(together.Root))
        {
            regions.Add([.. members], needed, wanted);
        }

        return regions;
    }

    private void Add(List<GraphNode> nodes, HashSet<GraphNode> needed, IReadOnlyList<GraphValue> wanted)
    {
        var inside = nodes.ToHashSet();
        var region = new BarrierRegion(
            nodes,
            [.. nodes.SelectMany(GraphNeighbours.Reads).Where(value => value.Producer is not { } producer || !inside.Contains(producer)).Distinct()],
            [.. nodes.SelectMany(node => node.Outputs).OfType<GraphValue>()
                .Where(value => wanted.Contains(value) || value.Uses.Any(use => needed.Contains(use.Node) && !inside.Contains(use.Node)))]);
        nodes.ForEach(node => _regionOf.Add(node, region));
    }

    /// <summary>Nodes on a way out of a group and back into it, also through other groups.</summary>
    private static IEnumerable<GraphNode> Between(NodeGroups groups, GraphNeighbours neighbours)
    {
        var members = groups.Members;
        foreach (var group in members)
        {
            var behind = Reach(group, neighbours.Behind);
            behind.IntersectWith(Reach(group, GraphNeighbours.Before));
            foreach (var node in behind)
            {
                yield return node;
            }
        }

        HashSet<GraphNode> Reach(IEnumerable<GraphNode> from, Func<GraphNode, IEnumerable<GraphNode>> next)
        {
            var (reached, open) = (new HashSet<GraphNode>(), new Stack<GraphNode>(from));
            while (open.TryPop(out var node))
            {
                foreach (var other in next(node).SelectMany(found => members[groups.Root(found)].Append(found)).Where(reached.Add))
                {
                    open.Push(other);
                }
            }

            return reached;
        }
    }
}
