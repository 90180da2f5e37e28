using AutoCompress.Engine.Measuring;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Stages;

/// <summary>
/// Inputs "original" and "model". Memory first, while nothing else is loaded; then latency in runs interleaved with the original's; then
/// the estimated energy. Its process is fresh and its core its own.
/// </summary>
internal sealed class MeasureStage() : EngineStage<MeasureParameters, MetricValues>("measure", 1)
{
    private const double DefaultSeconds = 8;

    protected override Task<MetricValues> RunAsync(MeasureParameters parameters, StageContext context, IDictionary<string, string> files)
    {
        var (target, splits) = (parameters.Target, LoadedData.Of(parameters.Data, context));
        var fit = FileFit.Of(splits, context.Input("model"));
        var memory = MemoryMeter.Measure(context.Input("model"), fit, target.Batch, target.Threads);
        context.Report(0.1, "warming up");
        var latency = new LatencyOptions { Budget = TimeSpan.FromSeconds(context.Seconds ?? DefaultSeconds) };
        var timed = Meter.Time(
            new([context.Input("original"), context.Input("model")], splits.Selection, fit, target, parameters.Energy, latency, context.Seed),
            context.Clock,
            context.Cancellation);
        return Task.FromResult<MetricValues>(new(timed[1].Add(Metric.Memory, memory)));
    }
}

internal sealed record MeasureParameters(StudyData Data, Target Target, EnergyModel Energy);
