using System.Collections.Immutable;
using System.Globalization;
using AutoCompress.Trials;

namespace AutoCompress.Studies;

/// <summary>Which constraints no model can keep, and which keep nothing out.</summary>
internal static class ConstraintRules
{
    public static void Check(ImmutableSortedDictionary<Metric, double> constraints, Faults faults)
    {
        foreach (var (metric, bound) in constraints)
        {
            var field = $"constraints.{SnakeCase.Of(metric)}";
            var (low, high, remedy) = Range(metric);
            faults.Unless(
                bound >= low && bound <= high && double.IsFinite(bound),
                field,
                $"is {bound.ToString("0.##########", CultureInfo.InvariantCulture)}, out of range",
                remedy);
        }

        var p50 = constraints.GetValueOrDefault(Metric.Latency, 0);
        var p99 = constraints.GetValueOrDefault(Metric.LatencyP99, double.PositiveInfinity);
        faults.Unless(!(p99 < p50), "constraints.latency_p99", "is below constraints.latency", "A 99th percentile is never below the median: swap the two or drop one.");
    }

    private static (double Low, double High, string Remedy) Range(Metric metric) => metric switch
    {
        Metric.AccuracyDrop => (-1, 1, "Give the largest loss against the original as a share, such as 0.01 or 1%."),
        _ when metric.IsShare() => (0, 1, "Give the least share from 0 to 1, such as 0.9 or 90%."),
        Metric.Speedup => (double.Epsilon, 1e6, "Give how many times faster at least, such as 4."),
        Metric.Latency or Metric.LatencyP90 or Metric.LatencyP99 => (1e-6, 1e9, "Give milliseconds above 0, such as 2.5 or 2.5ms."),
        Metric.Size or Metric.Memory => (1, 1e15, "Give bytes, at least 1, such as 100000 or 100KB."),
        Metric.Macs or Metric.Params => (1, 1e15, "Give a count of at least 1."),
        _ => (double.Epsilon, 1e15, "Give a number above 0."),
    };
}
