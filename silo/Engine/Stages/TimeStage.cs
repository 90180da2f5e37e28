using System.Collections.Immutable;
using AutoCompress.Engine.Data;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Passes;
using AutoCompress.Engine.Measuring;
using AutoCompress.Engine.Transforming;
using AutoCompress.Engine.Transforming.Blocks;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Stages;

/// <summary>
/// Input "model". Times cuts of it, untrained and in fp32, as they would be shipped: a few at a time in runs interleaved with the whole model's. The whole model
/// is what ONNX Runtime runs, so what fusion, memory layout and neighbours do to a layer is in the figure; a layer on its own would tell another time.
/// </summary>
internal sealed class TimeStage() : EngineStage<TimeParameters, LatencyTable>("time", 1)
{
    /// <summary>Cuts that are timed together.</summary>
    private const int Together = 6;

    /// <summary>Bytes of models that are loaded at once.</summary>
    private const long LoadedAtMost = 1L << 28;

    /// <summary>A cut that saves a tenth is of interest; one of 3 % more or less is not.</summary>
    private static readonly LatencyOptions Options = new() { Width = 0.03, MinRounds = 6 };

    protected override Task<LatencyTable> RunAsync(TimeParameters parameters, StageContext context, IDictionary<string, string> files)
    {
        var start = context.Clock.GetTimestamp();
        var splits = LoadedData.Of(parameters.Data, context);
        var graph = PreparedModel.Load(context.Input("model"));
        var (groups, blocks) = (ChannelGroups.Find(graph), ResidualBlocks.Find(graph));
        var scores = Importance.Score(graph, groups, PruningCriterion.L1);
        var whole = Save(graph, "whole");
        var fit = FileFit.Of(splits, whole);
        var together = (int)Math.Clamp(LoadedAtMost / ModelSize.Of(whole), 1, Together);
        var (table, slowest) = (ImmutableArray.CreateBuilder<CutLatency>(), 0.0);
        foreach (var cuts in parameters.Cuts.Chunk(together))
        {
            var before = Elapsed();
            if (before + slowest * cuts.Length > parameters.Seconds)
            {
                break;
            }

            context.Report(table.Count / (double)parameters.Cuts.Length, $"cut {table.Count + 1} of {parameters.Cuts.Length}");
            try
            {
                var models = cuts.Select((cut, i) => Save(Cut(cut), $"cut-{i}")).ToImmutableArray();
                var fair = (parameters.Seconds - before) * cuts.Length / (parameters.Cuts.Length - table.Count) - (Elapsed() - before);
                var report = Meter.Compare(
                    new([whole, .. models], splits.Selection, fit, parameters.Target, new(), Options with { Budget = TimeSpan.FromSeconds(Math.Max(0.05, fair)) }, context.Seed),
                    context.Clock,
                    context.Cancellation);
                table.AddRange(cuts.Zip(report.Results.Skip(1), (cut, result) => new CutLatency(cut, 1 / result.Speedup.Value)));
            }
            catch (StepFailureException)
            {
                // A model that cannot be cut or run so is still worth searching: the table has less in it, or nothing.
            }

            slowest = Math.Max(slowest, (Elapsed() - before) / cuts.Length);
        }

        return Task.FromResult<LatencyTable>(new(table.ToImmutable()));

        double Elapsed() => context.Clock.GetElapsedTime(start).TotalSeconds;

        string Save(ModelGraph changed, string name)
        {
            var path = context.Output(name + ".onnx");
            OnnxFile.Save(new FoldForExport().Apply(changed).Graph, path, SaveOptions.Export);
            return path;
        }

        ModelGraph Cut(ModelCut cut)
        {
            var rest = BlockRemoval.Remove(graph, blocks, cut.Skip);
            return ChannelPruner.Prune(rest, groups, Importance.Select(groups, scores, cut.Keep));
        }
    }
}

/// <param name="Cuts">The most telling first.</param>
/// <param name="Seconds">Cuts that cannot be timed by then are left out.</param>
internal sealed record TimeParameters(StudyData Data, Target Target, ImmutableArray<ModelCut> Cuts, double Seconds);
