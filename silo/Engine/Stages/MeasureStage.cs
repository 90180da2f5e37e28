using System.Collections.Immutable;
using AutoCompress.Engine.Measuring;
using AutoCompress.Engine.Native.OnnxRuntime;
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
        var (target, splits) = (parameters.Target, LoadedData.Of(parameters.Data));
        ImmutableArray<long> shape = [target.Batch, .. FileFit.Of(splits, context.Input("model")).SampleShape];
        var memory = MemoryMeter.Measure(context.Input("model"), shape, target.Threads);
        context.Report(0.1, "warming up");
        using var original = OrtSession.Load(context.Input("original"), Meter.OptionsFor(target));
        using var candidate = OrtSession.Load(context.Input("model"), Meter.OptionsFor(target));
        using var originalRun = Meter.BatchFor(original, context.Input("original"), shape);
        using var candidateRun = Meter.BatchFor(candidate, context.Input("model"), shape);
        Meter.FillFrom(splits.Selection, splits.Normalisation, originalRun, candidateRun);
        var latency = LatencyMeter.MeasureTogether(
            [new("original", originalRun.Run), new("candidate", candidateRun.Run)],
            new() { Budget = TimeSpan.FromSeconds(context.Seconds ?? DefaultSeconds) },
            context.Clock,
            context.Seed,
            context.Cancellation);
        return Task.FromResult<MetricValues>(new(latency.Results[1].Values
            .Add(Metric.Memory, memory)
            .AddRange(EnergyEstimate.Of(CpuMeter.SecondsPerRun(candidateRun.Run), parameters.Energy))));
    }
}

internal sealed record MeasureParameters(StudyData Data, Target Target, EnergyModel Energy);
