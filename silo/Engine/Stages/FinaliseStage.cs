using System.Collections.Immutable;
using System.Globalization;
using AutoCompress.Engine.Measuring;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Stages;

/// <summary>
/// Inputs "original", "baseline" and one model for each point. All models are timed in one interleaved run, then scored on the test
/// split, which nothing has seen before.
/// </summary>
internal sealed class FinaliseStage() : EngineStage<FinaliseParameters, FrontReport>("finalise", 1)
{
    private const double LatencySeconds = 6;
    private const double LatencySecondsPerPoint = 1.5;
    private const double LatencyShare = 0.45;
    private const double ScoreSecondsPerPoint = 4;

    public static string RoleOf(int trial) => string.Create(CultureInfo.InvariantCulture, $"trial-{trial}");

    /// <summary>The time that a front of <paramref name="points"/> takes.</summary>
    public static double SecondsFor(int points) => LatencyBudget(points) + ScoreSecondsPerPoint * (points + 2);

    protected override Task<FrontReport> RunAsync(FinaliseParameters parameters, StageContext context, IDictionary<string, string> files)
    {
        var splits = LoadedData.Of(parameters.Data);
        var fit = FileFit.Of(splits, context.Input("original"));
        var models = parameters.Points.Select(point => context.Input(RoleOf(point.Trial))).Prepend(context.Input("original")).ToList();
        var memory = MemoryMeter.Measure(models[0], [parameters.Target.Batch, .. fit.SampleShape], parameters.Target.Threads);

        context.Report(0.05, "measuring latency");
        var latency = new LatencyOptions { Budget = TimeSpan.FromSeconds(LatencyBudget(parameters.Points.Length, context.Seconds)) };
        var timed = Meter.Time(
            new([.. models], splits.Selection, splits.Normalisation, fit.SampleShape, parameters.Target, parameters.Energy, latency, context.Seed),
            context.Clock,
            context.Cancellation);

        context.Report(0.5, "scoring the test split");
        var before = Meter.Predict(models[0], splits.Test, splits.Normalisation, fit.SampleShape, context.Threads, context.Cancellation);
        var labels = splits.Test.Labels();
        var points = ImmutableArray.CreateBuilder<FrontPoint>();
        for (var i = 0; i < parameters.Points.Length; i++)
        {
            var point = parameters.Points[i];
            var answers = Meter.Predict(
                models[i + 1], point.Candidate.Precision(), parameters.Target.Batch, splits.Test, splits.Normalisation, fit.SampleShape, context.Threads, context.Cancellation);
            points.Add(point with
            {
                Values = point.Values.SetItems(timed[i + 1]),
                Test = ClassificationScore.Of(answers, before, labels, context.Seed),
            });
            context.Report(0.5 + 0.5 * (i + 1) / parameters.Points.Length, "scoring the test split");
        }

        var baseline = LogitsTable.Load(context.Input("baseline"));
        var original = new FrontPoint(
            0,
            new([]),
            FileHash.Of(models[0]),
            ClassificationScore.Of(baseline, baseline, splits.Selection.Labels(), context.Seed)
                .SetItems(timed[0])
                .SetItems(ExportValues.Costs(PreparedModel.Load(models[0]), models[0]))
                .SetItem(Metric.Memory, memory),
            ClassificationScore.Of(before, before, labels, context.Seed));
        return Task.FromResult<FrontReport>(new(original, points.ToImmutable(), null));
    }

    private static double LatencyBudget(int points) => LatencySeconds + LatencySecondsPerPoint * points;

    /// <summary>The share of a shorter time that latency gets; scoring needs the rest.</summary>
    private static double LatencyBudget(int points, double? seconds) => Math.Min(LatencyBudget(points), LatencyShare * (seconds ?? double.PositiveInfinity));
}

/// <param name="Points">The front with its values on the selection split.</param>
internal sealed record FinaliseParameters(
    StudyData Data, Target Target, EnergyModel Energy, ImmutableArray<FrontPoint> Points);
