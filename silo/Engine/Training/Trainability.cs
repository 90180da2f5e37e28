using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Training.Execution;
using AutoCompress.Trials;
using Barrier = AutoCompress.Spaces.Barrier;

namespace AutoCompress.Engine.Training;

/// <summary>Whether the trainer can run a graph at all. What it cannot run may still be compressed without training.</summary>
public static class Trainability
{
    /// <summary>The first node that the trainer cannot run; null when it can run them all.</summary>
    public static Barrier? Obstacle(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        foreach (var node in graph.Nodes)
        {
            try
            {
                OperatorRegistry.Default.Get(node, graph.Opset).Build(new(node, graph.Opset));
            }
            catch (StepFailureException problem) when (problem.Cause == FailureCause.Unsupported)
            {
                return new(node.Name, node.OpType, problem.Message);
            }
        }

        return null;
    }
}
