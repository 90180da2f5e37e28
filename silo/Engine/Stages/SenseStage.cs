using System.Collections.Immutable;
using AutoCompress.Engine.Training;
using AutoCompress.Engine.Transforming;
using AutoCompress.Spaces;
using AutoCompress.Studies;

namespace AutoCompress.Engine.Stages;

/// <summary>Input "model". Cuts each group alone, re-estimates BatchNorm and looks at what it costs on a part of the selection split.</summary>
internal sealed class SenseStage() : EngineStage<SenseParameters, SensitivityTable>("sense", 1)
{
    private const int ReestimationImages = 512;
    private const int ScoredImages = 1000;

    protected override async Task<SensitivityTable> RunAsync(SenseParameters parameters, StageContext context, IDictionary<string, string> files)
    {
        var graph = PreparedModel.Load(context.Input("model"));
        if (!Trainability.Of(graph).IsTrainable)
        {
            return new([]);
        }

        using var data = TrainingData.Open(parameters.Data, parameters.Settings, graph, context, withTeacher: false);
        var groups = ChannelGroups.Find(graph);
        var scores = Importance.Score(graph, groups, PruningCriterion.L1);
        var whole = await SelectionAccuracy.OfAsync(graph, data, ScoredImages, context).ConfigureAwait(false);
        var table = ImmutableArray.CreateBuilder<GroupSensitivity>();
        foreach (var group in groups.All)
        {
            foreach (var keep in parameters.Keep)
            {
                context.Report(table.Count / (double)(groups.All.Length * parameters.Keep.Length), $"{group.Name} at {keep:P0}");
                var kept = Importance.Select(groups, scores, new Dictionary<string, double> { [group.Name] = keep });
                var pruned = ChannelPruner.Prune(graph, groups, kept);
                await BatchNormReestimation.RunAsync(pruned, data.Batches(context.Seed), ReestimationImages, context.Threads, context.Cancellation).ConfigureAwait(false);
                table.Add(new(group.Name, keep, whole - await SelectionAccuracy.OfAsync(pruned, data, ScoredImages, context).ConfigureAwait(false)));
            }
        }

        return new(table.ToImmutable());
    }
}

/// <param name="Keep">Shares to keep, each tried for each group.</param>
internal sealed record SenseParameters(StudyData Data, TrainingSpec Settings, ImmutableArray<double> Keep);
