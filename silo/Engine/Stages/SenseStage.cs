using System.Collections.Immutable;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Training;
using AutoCompress.Engine.Transforming;
using AutoCompress.Engine.Transforming.Blocks;
using AutoCompress.Spaces;
using AutoCompress.Studies;

namespace AutoCompress.Engine.Stages;

/// <summary>Input "model". Cuts each group alone and leaves out each block alone, re-estimates BatchNorm and looks at what it costs on a part of the selection split.</summary>
internal sealed class SenseStage() : EngineStage<SenseParameters, SensitivityTable>("sense", 2)
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
        var blocks = ResidualBlocks.Find(graph);
        var (table, done) = (ImmutableArray.CreateBuilder<GroupSensitivity>(), 0);
        foreach (var group in groups.All)
        {
            foreach (var keep in parameters.Keep)
            {
                Report($"{group.Name} at {keep:P0}");
                var kept = Importance.Select(groups, scores, new Dictionary<string, double> { [group.Name] = keep });
                table.Add(new(group.Name, keep, await DropAsync(ChannelPruner.Prune(graph, groups, kept)).ConfigureAwait(false)));
            }
        }

        var skips = ImmutableArray.CreateBuilder<BlockSensitivity>();
        foreach (var block in blocks.All)
        {
            Report($"without {block.Name}");
            skips.Add(new(block.Name, await DropAsync(BlockRemoval.Remove(graph, blocks, [block.Name])).ConfigureAwait(false)));
        }

        return new(table.ToImmutable()) { Blocks = skips.ToImmutable() };

        void Report(string what) => context.Report(done++ / (double)(groups.All.Length * parameters.Keep.Length + blocks.All.Length), what);

        async Task<double> DropAsync(ModelGraph changed)
        {
            await BatchNormReestimation.RunAsync(changed, data.Batches(context.Seed), ReestimationImages, context.Threads, context.Cancellation).ConfigureAwait(false);
            return whole - await SelectionAccuracy.OfAsync(changed, data, ScoredImages, context).ConfigureAwait(false);
        }
    }
}

/// <param name="Keep">Shares to keep, each tried for each group.</param>
internal sealed record SenseParameters(StudyData Data, TrainingSpec Settings, ImmutableArray<double> Keep);
