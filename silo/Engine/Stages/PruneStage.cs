using System.Collections.Immutable;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Training;
using AutoCompress.Engine.Transforming;
using AutoCompress.Engine.Transforming.Blocks;
using AutoCompress.Spaces;

namespace AutoCompress.Engine.Stages;

/// <summary>
/// Input "model"; output "model": first the blocks that are left out go, then the channels that rank lowest in the rest, and both are proved at
/// once: the model answers as the original does with those branches times zero and those channels masked.
/// </summary>
internal sealed class PruneStage() : EngineStage<PruneParameters, PruneValues>("prune", 2)
{
    private const int RankingImages = 512;

    protected override async Task<PruneValues> RunAsync(PruneParameters parameters, StageContext context, IDictionary<string, string> files)
    {
        var graph = PreparedModel.Load(context.Input("model"));
        var groups = ChannelGroups.Find(graph);
        var blocks = ResidualBlocks.Find(graph);
        var rest = BlockRemoval.Remove(graph, blocks, parameters.Skip);
        var gradients = parameters.Ranking is { } data ? await GradientsAsync(rest, data, context).ConfigureAwait(false) : null;
        var scores = Importance.Score(rest, groups, parameters.Criterion, context.Seed, gradients);
        var kept = Importance.Select(groups, scores, parameters.Keep);
        var pruned = ChannelPruner.Prune(rest, groups, kept);
        MaskedEquivalence.Ensure(BlockRemoval.Silence(graph, blocks, parameters.Skip), pruned, groups, kept, context.Seed);
        files["model"] = context.Output("pruned.onnx");
        OnnxFile.Save(pruned, files["model"]);
        var costs = NodeCosts.Of(pruned);
        return new(costs.Params, costs.Macs);
    }

    private static async Task<IReadOnlyDictionary<string, Tensor>> GradientsAsync(ModelGraph graph, RankingData data, StageContext context)
    {
        using var training = TrainingData.Open(data.Data, data.Settings, graph, context, withTeacher: false);
        return await GradientProbe.RunAsync(
            graph,
            training.Batches(context.Seed),
            new() { Samples = RankingImages, Outputs = training.Outputs, Variances = training.Variances, Threads = context.Threads },
            context.Cancellation).ConfigureAwait(false);
    }
}

/// <param name="Keep">Group name to the share of channels that stays, (0, 1).</param>
/// <param name="Skip">Residual blocks that are left out, in ordinal order.</param>
/// <param name="Ranking">The samples that Taylor takes its gradients from; null for the other criteria.</param>
internal sealed record PruneParameters(
    ImmutableSortedDictionary<string, double> Keep, ImmutableArray<string> Skip, PruningCriterion Criterion, RankingData? Ranking);

/// <param name="Params">Elements of the learned tensors that stay.</param>
/// <param name="Macs">Multiply-accumulate operations that stay, for one sample.</param>
internal sealed record PruneValues(long Params, long Macs);
