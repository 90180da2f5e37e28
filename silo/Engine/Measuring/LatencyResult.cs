using System.Collections.Immutable;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Measuring;

/// <summary>The latency of one contestant.</summary>
/// <param name="P50">Median in milliseconds.</param>
/// <param name="P90">90th percentile in milliseconds.</param>
/// <param name="P99">99th percentile in milliseconds.</param>
/// <param name="Speedup">The first contestant's latency divided by this one's, paired; exactly 1 for the first itself.</param>
/// <param name="Runs">Timed runs.</param>
public sealed record LatencyResult(string Name, Measurement P50, Measurement P90, Measurement P99, Measurement Speedup, int Runs)
{
    /// <summary>The values under their metrics.</summary>
    public ImmutableSortedDictionary<Metric, Measurement> Values => ImmutableSortedDictionary<Metric, Measurement>.Empty
        .Add(Metric.Latency, P50)
        .Add(Metric.LatencyP90, P90)
        .Add(Metric.LatencyP99, P99)
        .Add(Metric.Speedup, Speedup);
}
