using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Pareto;

/// <summary>The objectives of a study. Here, and nowhere else, every one becomes a cost to be minimised.</summary>
public sealed class ObjectiveSet(ImmutableArray<Metric> metrics)
{
    /// <summary>What a time, a size or an energy of 0 counts as, so that its logarithm exists.</summary>
    private const double SmallestValue = 1e-12;

    public ImmutableArray<Metric> Metrics { get; } = metrics;

    public static ObjectiveSet Of(StudySpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return new(spec.Objectives);
    }

    /// <summary>
    /// A value of <paramref name="metric"/> as a cost. Shares (accuracy and the like) count by their difference; everything else by its
    /// natural logarithm, since from 1 MB to 0.5 MB is as far as from 100 kB to 50 kB. Maximised metrics change their sign.
    /// </summary>
    public static double Cost(Metric metric, double value)
    {
        var scaled = metric.IsShare() ? value : Math.Log(Math.Max(value, SmallestValue));
        return metric.IsMaximised() ? -scaled : scaled;
    }

    /// <summary>The value of <paramref name="metric"/> whose <see cref="Cost"/> is <paramref name="cost"/>.</summary>
    public static double Value(Metric metric, double cost)
    {
        var scaled = metric.IsMaximised() ? -cost : cost;
        return metric.IsShare() ? scaled : Math.Exp(scaled);
    }

    /// <summary>The costs in the order of <see cref="Metrics"/>; false when a value is missing or not finite.</summary>
    public bool TryCosts(IReadOnlyDictionary<Metric, Measurement> values, [NotNullWhen(true)] out double[]? costs)
    {
        ArgumentNullException.ThrowIfNull(values);
        costs = new double[Metrics.Length];
        for (var i = 0; i < costs.Length; i++)
        {
            if (!values.TryGetValue(Metrics[i], out var measurement) || !double.IsFinite(measurement.Value))
            {
                costs = null;
                return false;
            }

            costs[i] = Cost(Metrics[i], measurement.Value);
        }

        return true;
    }
}
