using System.Collections.Immutable;
using System.Globalization;
using AutoCompress.Engine.Measuring;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Stages;

/// <summary>
/// Inputs "original", "baseline" and "baseline-test" (its answers) and one model for each point. All are scored on the test split, which
/// no choice has seen before; then they are timed in one interleaved run, for as long as there is time.
/// </summary>
internal sealed class FinaliseStage() : EngineStage<FinaliseParameters, FrontReport>("finalise", 2)
{
    private const double LatencySeconds = 6;
    private const double LatencySecondsPerPoint = 1.5;
    private const double LatencySecondsAtLeast = 3;
    private const double ScoreSecondsPerPoint = 4;

    public static string RoleOf(int trial) => string.Create(CultureInfo.InvariantCulture, $"trial-{trial}");

    /// <summary>The time that a front of <paramref name="points"/> takes.</summary>
    public static double SecondsFor(int points) => LatencyBudget(points) + ScoreSecondsPerPoint * points;

    protected override Task<FrontReport> RunAsync(FinaliseParameters parameters, StageContext context, IDictionary<string, string> files)
    {
        var start = context.Clock.GetTimestamp();
        var splits = LoadedData.Of(parameters.Data);
        var original = context.Input("original");
        var fit = FileFit.Of(splits, original);
        var memory = MemoryMeter.Measure(original, [parameters.Target.Batch, .. fit.SampleShape], parameters.Target.Threads);

        var before = LogitsTable.Load(context.Input("baseline-test"));
        var scores = parameters.Points.Select((point, i) => Score(point, i)).ToList();

        context.Report(0.5, "measuring latency");
        var left = (context.Seconds ?? double.PositiveInfinity) - context.Clock.GetElapsedTime(start).TotalSeconds;
        var latency = new LatencyOptions { Budget = TimeSpan.FromSeconds(Math.Max(LatencySecondsAtLeast, Math.Min(LatencyBudget(parameters.Points.Length), left))) };
        var timed = Meter.Time(
            new(
                [original, .. parameters.Points.Select(Model)],
                splits.Selection, splits.Normalisation, fit.SampleShape, parameters.Target, parameters.Energy, latency, context.Seed),
            context.Clock,
            context.Cancellation);

        var baseline = LogitsTable.Load(context.Input("baseline"));
        return Task.FromResult<FrontReport>(new(
            new(
                0,
                new([]),
                FileHash.Of(original),
                ClassificationScore.Of(baseline, baseline, splits.Selection.Labels(), context.Seed)
                    .SetItems(timed[0])
                    .SetItems(ExportValues.Costs(PreparedModel.Load(original), original))
                    .SetItem(Metric.Memory, memory),
                ClassificationScore.Of(before, before, splits.Test.Labels(), context.Seed)),
            [.. parameters.Points.Select((point, i) => point with { Values = point.Values.SetItems(timed[i + 1]), Test = scores[i] })],
            null));

        string Model(FrontPoint point) => context.Input(RoleOf(point.Trial));

        ImmutableSortedDictionary<Metric, Measurement> Score(FrontPoint point, int index)
        {
            context.Report(0.5 * index / parameters.Points.Length, "scoring the test split");
            var answers = Meter.Predict(
                Model(point), point.Candidate.Precision(), parameters.Target.Batch, splits.Test, splits.Normalisation, fit.SampleShape, context.Threads, context.Cancellation);
            return ClassificationScore.Of(answers, before, splits.Test.Labels(), context.Seed);
        }
    }

    private static double LatencyBudget(int points) => LatencySeconds + LatencySecondsPerPoint * points;
}

/// <param name="Points">The front with its values on the selection split.</param>
internal sealed record FinaliseParameters(
    StudyData Data, Target Target, EnergyModel Energy, ImmutableArray<FrontPoint> Points);
