using System.Collections.Immutable;
using AutoCompress.Trials;

namespace AutoCompress.Search.Pareto;

/// <summary>
/// Values of a short trial as they are expected after refinement. The search asks what a candidate will be, not what 8,000 images made
/// of it: judged as it is, every candidate that only needs more training would look worse than a wide one that needs none.
/// </summary>
public static class Foresight
{
    /// <summary>
    /// The share of a short trial's loss that is expected to be left. A stated constant: with it, a probe that lost five points under a
    /// constraint of one counts as feasible. It is meant to be hopeful, since a wrong hope costs one probe and a wrong doubt the best
    /// model: a ResNet-8 at half width was seen to halve its loss at twice the images, and refinement trains on ten times as many or more.
    /// </summary>
    public const double RemainingLoss = 0.2;

    /// <summary>
    /// The values of <paramref name="trial"/> with its loss of accuracy shrunk to <see cref="RemainingLoss"/> of itself; as they are when
    /// it was not trained (nothing is known of what training would do), was refined already, or lost nothing.
    /// </summary>
    public static ImmutableSortedDictionary<Metric, Measurement> Of(Trial trial, ImmutableSortedDictionary<Metric, Measurement> values)
    {
        ArgumentNullException.ThrowIfNull(trial);
        ArgumentNullException.ThrowIfNull(values);
        if (trial.Fidelity is not { Rung: 0, Images: > 0 } || !values.TryGetValue(Metric.AccuracyDrop, out var drop) || !(drop.Value > 0))
        {
            return values;
        }

        var regained = (1 - RemainingLoss) * drop.Value;
        var foreseen = values.SetItem(Metric.AccuracyDrop, Measurement.Estimated(drop.Value - regained));
        foreach (var metric in new[] { Metric.Accuracy, Metric.MacroF1 })
        {
            if (foreseen.TryGetValue(metric, out var quality))
            {
                foreseen = foreseen.SetItem(metric, Measurement.Estimated(quality.Value + regained));
            }
        }

        return foreseen;
    }
}
