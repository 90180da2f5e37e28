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

    /// <summary>
    /// The sum over broken constraints of the excess as a share of the bound; 0 when all hold, infinite when a constrained value is missing.
    /// </summary>
    public double Violation(IReadOnlyDictionary<Metric, Measurement> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var total = 0.0;
        foreach (var (metric, bound) in bounds)
        {
            if (!values.TryGetValue(metric, out var measurement) || double.IsNaN(measurement.Value))
            {
                return double.PositiveInfinity;
            }

            var excess = metric.IsMaximised() ? bound - measurement.Value : measurement.Value - bound;
            total += Math.Max(0, excess / Math.Max(Math.Abs(bound), SmallestScale));
        }

        return total;
    }
}
