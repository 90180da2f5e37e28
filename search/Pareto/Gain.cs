using System.Collections.Immutable;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Pareto;

/// <summary>How much better than the original a model is in everything but accuracy, as one number.</summary>
public static class Gain
{
    /// <summary>
    /// The mean, over the objectives that are no accuracy, of the natural logarithm of the improvement: ln 4 for "4x faster and 4x
    /// smaller", 0 for the original itself, negative for worse. Objectives without a positive value on both sides do not count.
    /// </summary>
    public static double Of(
        ImmutableArray<Metric> objectives, IReadOnlyDictionary<Metric, Measurement> original, IReadOnlyDictionary<Metric, Measurement> values)
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(values);
        var (sum, count) = (0.0, 0);
        foreach (var metric in objectives.Where(metric => !metric.IsQuality()))
        {
            if (values.TryGetValue(metric, out var own) && original.TryGetValue(metric, out var reference) && own.Value > 0 && reference.Value > 0)
            {
                var ratio = Math.Log(reference.Value / own.Value);
                sum += metric.IsMaximised() ? -ratio : ratio;
                count++;
            }
        }

        return count == 0 ? 0 : sum / count;
    }

    /// <summary>Whether <paramref name="metric"/> says how right the model's answers are, not what they cost.</summary>
    public static bool IsQuality(this Metric metric) =>
        metric.IsShare() || metric is Metric.Rmse or Metric.Mae or Metric.KlDivergence or Metric.RelativeError;
}
