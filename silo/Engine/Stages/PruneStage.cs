using System.Collections.Immutable;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Training;
using AutoCompress.Engine.Transforming;
using AutoCompress.Spaces;

namespace AutoCompress.Engine.Stages;

/// <summary>Input "model"; output "model": the channels that rank lowest are gone, and the cut is proved by masked equivalence.</summary>
internal sealed class PruneStage() : EngineStage<PruneParameters, PruneValues>("prune", 1)
{
    private const int RankingImages = 512;

    protected override async Task<PruneValues> RunAsync(PruneParameters parameters, StageContext context, IDictionary<string, string> files)
    {
        var graph = PreparedModel.Load(context.Input("model"));
        var groups = ChannelGroups.Find(graph);
        var gradients = parameters.Ranking is { } data ? await GradientsAsync(graph, data, context).ConfigureAwait(false) : null;
        var scores = Importance.Score(graph, groups, parameters.Criterion, context.Seed, gradients);
        var kept = Importance.Select(groups, scores, parameters.Keep);
        var pruned = ChannelPruner.Prune(graph, groups, kept);
        MaskedEquivalence.Ensure(graph, pruned, groups, kept, context.Seed);
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
/// <param name="Ranking">The samples that Taylor takes its gradients from; null for the other criteria.</param>
internal sealed record PruneParameters(ImmutableSortedDictionary<string, double> Keep, PruningCriterion Criterion, RankingData? Ranking);

/// <param name="Params">Elements of the learned tensors that stay.</param>
/// <param name="Macs">Multiply-accumulate operations that stay, for one sample.</param>
internal sealed record PruneValues(long Params, long Macs);
