using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Training.Barriers;

/// <summary>
/// How often, at most, a way from the inputs to a node changes between trainer and ONNX Runtime. A node stands at least one level behind whatever
/// of the other kind it depends on, so nodes of one kind and level never wait for each other through the other kind: they may run together, and
/// levels in ascending order are an execution order.
/// </summary>
internal static class BarrierLevels
{
    /// <param name="nodes">In execution order.</param>
    /// <param name="together">Nodes that must have the same level; no way leads out of such a group through the trainer and back into it.</param>
    public static Dictionary<GraphNode, int> Of(IReadOnlyList<GraphNode> nodes, Func<GraphNode, bool> isBarrier, NodeGroups together)
    {
        var levels = nodes.ToDictionary(node => node, _ => 0);
        var groups = together.Members;
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var node in nodes)
            {
                var least = GraphNeighbours.Before(node).Select(before => levels[before] + (isBarrier(before) == isBarrier(node) ? 0 : 1)).DefaultIfEmpty(0).Max();
                if (least <= levels[node])
                {
                    continue;
                }

                changed = true;
                levels[node] = least;
                foreach (var member in groups[together.Root(node)])
                {
                    levels[member] = least;
                }
            }
        }

        return levels;
    }
}
