using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Training.Barriers;

/// <summary>
/// Where gradients of the wanted values go, backwards through the graph. They end at barriers and at operators whose gradient is zero or not
/// defined (Round, ArgMax, integer products): what reaches the loss only through such is frozen.
/// </summary>
internal sealed class GradientFlow
{
    private readonly HashSet<GraphNode> _passed = [];

    private GradientFlow()
    {
    }

    /// <summary>Whether a gradient comes to the node's outputs and goes on to its inputs.</summary>
    public bool Passes(GraphNode node) => _passed.Contains(node);

    public static GradientFlow Of(
        IReadOnlyList<GraphNode> nodes, IReadOnlyList<GraphValue> wanted, BarrierRegions regions, FakeQuantization fused, ValueTypes types)
    {
        var flow = new GradientFlow();
        var reached = wanted.Where(types.MayHaveGradient).ToHashSet();
        foreach (var node in nodes.Reverse())
        {
            var passes = fused.Starts.Contains(node) || fused.Pairs.ContainsKey(node) || OperatorRegistry.Default.Find(node) is { Trains: true };
            if (passes && !regions.Contains(node) && node.Outputs.Any(output => output is not null && reached.Contains(output)))
            {
                flow._passed.Add(node);
                reached.UnionWith(node.Inputs.OfType<GraphValue>().Where(types.MayHaveGradient));

                // A pair runs as one, so the integers between its halves are no obstacle.
                if (fused.Pairs.ContainsKey(node))
                {
                    reached.Add(node.Inputs[0]!);
                }
            }
        }

        return flow;
    }
}
