using System.Collections.Immutable;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Pareto;

/// <summary>The constraints of a study on measured values.</summary>
public sealed class ConstraintSet(ImmutableSortedDictionary<Metric, double> bounds)
{
    private const double SmallestScale = 1e-9;

    public static ConstraintSet Of(StudySpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return new(spec.Constraints);
    }

    /// <summary>The sum over broken constraints of the <see cref="Excesses"/>; 0 when all hold, infinite when a constrained value is missing.</summary>
    public double Violation(IReadOnlyDictionary<Metric, Measurement> values) => Excesses(values).Sum(excess => Math.Max(0, excess));

    /// <summary>
    /// For each constraint, in the order of the metrics, how far it is broken as a share of the bound: 0 or less when it holds, infinite when
    /// its value is missing.
    /// </summary>
    public ImmutableArray<double> Excesses(IReadOnlyDictionary<Metric, Measurement> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return [.. bounds.Select(bound => Excess(bound.Key, bound.Value, values))];
    }

    private static double Excess(Metric metric, double bound, IReadOnlyDictionary<Metric, Measurement> values)
    {
        if (!values.TryGetValue(metric, out var measurement) || double.IsNaN(measurement.Value))
        {
            return double.PositiveInfinity;
        }

        var excess = metric.IsMaximised() ? bound - measurement.Value : measurement.Value - bound;
        return excess / Math.Max(Math.Abs(bound), SmallestScale);
    }
}
