using System.Collections.Immutable;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Training.Barriers;
using AutoCompress.Engine.Training.Execution;
using AutoCompress.Engine.Transforming.Costs;
using AutoCompress.Trials;
using Barrier = AutoCompress.Spaces.Barrier;

namespace AutoCompress.Engine.Training;

/// <summary>What of a graph the trainer runs and trains.</summary>
/// <param name="Barriers">What runs on ONNX Runtime, where no gradient passes, and what stops training altogether; each with its reason.</param>
/// <param name="CanRun">Whether the trainer can run the graph, if need be with the help of ONNX Runtime.</param>
/// <param name="IsTrainable">Whether a gradient reaches a weight. What is not trainable may still be compressed without training.</param>
/// <param name="Frozen">Elements of the learned tensors that no gradient reaches.</param>
public sealed record Trainability(ImmutableArray<Barrier> Barriers, bool CanRun, bool IsTrainable, long Frozen)
{
    /// <summary>Looks at the whole graph; nothing is run.</summary>
    public static Trainability Of(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var learned = LearnedConstants.Of(graph).Select(pair => pair.Value).ToList();
        try
        {
            var trained = GraphPartition.Of(graph, graph.Outputs);
            var regions = trained.Regions;
            var frozen = learned.Where(value => !trained.Types.MayHaveGradient(value) || !value.Uses.Any(use => use.Slot >= 0 && trained.Flow.Passes(use.Node)))
                .Sum(value => value.Constant!.Count);
            var barriers = graph.Nodes.Where(regions.Contains).Select(node => new Barrier(
                node.Name, node.OpType, $"{regions.Reasons[node]} It runs on ONNX Runtime and no gradient passes, so that weights that reach the output only through it stay as they are."));
            var isTrainable = trained.Roles.Values.Contains(ConstantRole.Weight);
            return new([.. isTrainable ? [] : (IEnumerable<Barrier>)[Nothing(graph, learned.Count > 0)], .. barriers], CanRun: true, isTrainable, frozen);
        }
        catch (StepFailureException problem) when (problem.Cause == FailureCause.Unsupported)
        {
            return new([new("", "", problem.Message)], CanRun: false, IsTrainable: false, learned.Sum(value => value.Constant!.Count));
        }
    }

    private static Barrier Nothing(ModelGraph graph, bool hasWeights) => new(
        graph.Outputs[0].Producer?.Name ?? graph.Outputs[0].Name,
        graph.Outputs[0].Producer?.OpType ?? "",
        hasWeights
            ? $"No gradient of {(graph.Outputs.Count == 1 ? $"the output '{graph.Outputs[0].Name}'" : "any output")} reaches a weight, so that nothing can be trained: barriers or operators without a gradient lie between, or the weights are no 32-bit floats (export the model in float32)."
            : $"The model '{graph.Name}' holds no weights that can be trained.");
}
