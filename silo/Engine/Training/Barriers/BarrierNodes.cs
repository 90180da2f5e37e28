using System.Collections.Immutable;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Training.Execution;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Training.Barriers;

/// <summary>Finds the nodes that the trainer cannot run.</summary>
internal static class BarrierNodes
{
    /// <summary>Each with the reason.</summary>
    /// <param name="needed">The nodes to look at.</param>
    public static Dictionary<GraphNode, string> Of(ModelGraph graph, HashSet<GraphNode> needed, IReadOnlyList<GraphValue> wanted, ValueTypes types)
    {
        var fused = FakeQuantization.Find(graph, needed, wanted, ImmutableHashSet<GraphNode>.Empty);
        var reasons = new Dictionary<GraphNode, string>();
        foreach (var node in graph.Nodes.Where(needed.Contains))
        {
            if (Reason(node, graph, fused, types) is { } reason)
            {
                reasons.Add(node, reason);
            }
        }

        return reasons;
    }

    private static string? Reason(GraphNode node, ModelGraph graph, FakeQuantization fused, ValueTypes types)
    {
        var made = node.Outputs.OfType<GraphValue>().Where(value => value.IsOutput || value.Uses.Count > 0);
        if (OperatorRegistry.Default.Find(node) is not { } entry)
        {
            var version = graph.Header.Opsets.GetValueOrDefault(node.Domain);
            return $"The trainer does not know {node} (opset {version}).";
        }

        if (GraphNeighbours.Reads(node).Concat(made).FirstOrDefault(value => !types.CanHold(value)) is { } strange)
        {
            return $"'{strange.Name}' at {node} (opset {graph.Opset}) is {types.Describe(strange)}, which libtorch cannot hold.";
        }

        try
        {
            if (fused.Pairs.TryGetValue(node, out var pair))
            {
                pair.Build(graph.Opset);
            }
            else if (!fused.Starts.Contains(node))
            {
                entry.Build(new(node, graph.Opset));
            }

            return null;
        }
        catch (StepFailureException refused) when (refused.Cause == FailureCause.Unsupported)
        {
            return refused.Message;
        }
    }
}
