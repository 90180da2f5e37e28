using System.Collections.Immutable;
using System.Globalization;
using AutoCompress.Engine.Measuring;
using AutoCompress.Engine.Measuring.Scores;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Stages;

/// <summary>
/// Inputs "original", "baseline" and "baseline-test" (its answers) and one model for each point. All are scored on the test split, which
/// no choice has seen before; then they are timed in one interleaved run, for as long as there is time.
/// </summary>
internal sealed class FinaliseStage() : EngineStage<FinaliseParameters, FrontReport>("finalise", 3)
{
    private const double LatencySeconds = 6;
    private const double LatencySecondsPerPoint = 1.5;
    private const double LatencySecondsAtLeast = 3;
    private const double ScoreSecondsPerPoint = 4;

    public static string RoleOf(int trial) => string.Create(CultureInfo.InvariantCulture, $"trial-{trial}");

    /// <summary>The time that a front of <paramref name="points"/> takes.</summary>
    public static double SecondsFor(int points) => LatencyBudget(points) + ScoreSecondsPerPoint * points;

    protected override async Task<FrontReport> RunAsync(FinaliseParameters parameters, StageContext context, IDictionary<string, string> files)
    {
        var start = context.Clock.GetTimestamp();
        var (task, splits) = (parameters.Data.Task, LoadedData.Of(parameters.Data, context));
        var original = context.Input("original");
        var fit = FileFit.Of(splits, original);
        var memory = MemoryMeter.Measure(original, fit, parameters.Target.Batch, parameters.Target.Threads);

        var before = AnswerTable.Load(context.Input("baseline-test"));
        var scores = new List<(ImmutableSortedDictionary<Metric, Measurement> Values, ImmutableArray<double> Recall)>();
        foreach (var point in parameters.Points)
        {
            scores.Add(await ScoreAsync(point, scores.Count).ConfigureAwait(false));
        }

        context.Report(0.5, "measuring latency");
        var left = (context.Seconds ?? double.PositiveInfinity) - context.Clock.GetElapsedTime(start).TotalSeconds;
        var points = parameters.Points.Length;
        var seconds = parameters.Target.LatencySeconds is { } each
            ? each * (1 + points)
            : Math.Max(LatencySecondsAtLeast, Math.Min(LatencyBudget(points), left));
        var latency = new LatencyOptions { Budget = TimeSpan.FromSeconds(seconds) };
        var timed = Meter.Time(
            new(
                [original, .. parameters.Points.Select(Model)],
                splits.Selection, fit, parameters.Target, parameters.Energy, latency, context.Seed),
            context.Clock,
            context.Cancellation);

        var baseline = AnswerTable.Load(context.Input("baseline"));
        return new(
            new(
                0,
                new([]),
                FileHash.Of(original),
                TaskScore.Of(task, baseline, baseline, splits.Selection, context.Seed)
                    .SetItems(timed[0])
                    .SetItems(ExportValues.Costs(PreparedModel.Load(original), original))
                    .SetItem(Metric.Memory, memory),
                TaskScore.Of(task, before, before, splits.Test, context.Seed))
            {
                ClassRecall = TaskScore.ClassRecall(task, before, splits.Test),
            },
            [.. parameters.Points.Select((point, i) => point with { Values = point.Values.SetItems(timed[i + 1]), Test = scores[i].Values, ClassRecall = scores[i].Recall })],
            null);

        string Model(FrontPoint point) => context.Input(RoleOf(point.Trial));

        async Task<(ImmutableSortedDictionary<Metric, Measurement> Values, ImmutableArray<double> Recall)> ScoreAsync(FrontPoint point, int index)
        {
            context.Report(0.5 * index / parameters.Points.Length, "scoring the test split");
            var answers = Meter.Predict(
                Model(point), splits.Test, fit, before.Outputs, context.Threads, context.Cancellation, classMaps: true, point.Candidate.Precision(), parameters.Target.Batch);
            var scored = await ScoreCommand.ScoredAsync(task, answers, splits.Test, isTest: true, context.OutputFolder, context.Cancellation).ConfigureAwait(false);
            return (TaskScore.Of(task, scored, before, splits.Test, context.Seed), TaskScore.ClassRecall(task, answers, splits.Test));
        }
    }

    private static double LatencyBudget(int points) => LatencySeconds + LatencySecondsPerPoint * points;
}

/// <param name="Points">The front with its values on the selection split.</param>
internal sealed record FinaliseParameters(
    StudyData Data, Target Target, EnergyModel Energy, ImmutableArray<FrontPoint> Points);
