using System.Collections.Immutable;
using AutoCompress.Trials;

namespace AutoCompress.Client.Results;

/// <summary>Latency of one batch on the target in milliseconds, and its paired comparison with the original both ways.</summary>
/// <param name="SpeedUp">The original's latency / this model's, with its interval: 4 is four times as fast.</param>
/// <param name="Ratio">The inverse: this model's latency / the original's.</param>
internal sealed record LatencyEntry(Measurement P50Ms, Measurement? P90Ms, Measurement? P99Ms, Measurement SpeedUp, Measurement Ratio)
{
    public static LatencyEntry Of(ImmutableSortedDictionary<Metric, Measurement> values)
    {
        var speedup = values[Metric.Speedup];
        return new(
            values[Metric.Latency],
            values.GetValueOrDefault(Metric.LatencyP90),
            values.GetValueOrDefault(Metric.LatencyP99),
            speedup,
            speedup with { Value = 1 / speedup.Value, Low = 1 / speedup.High, High = 1 / speedup.Low });
    }
}
