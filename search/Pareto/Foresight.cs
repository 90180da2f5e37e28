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
    /// The share of an untrained cut's loss that is expected to be left: hardly any, since what a cut breaks is mended by the first training
    /// (of a cut that costs half of the accuracy at once, two points).
    /// </summary>
    public const double UntrainedLoss = 0.04;

    /// <summary>The values of <paramref name="trial"/> with its loss of accuracy shrunk to what <paramref name="outlook"/> expects; as they are when it lost nothing.</summary>
    public static ImmutableSortedDictionary<Metric, Measurement> Of(
        Trial trial, ImmutableSortedDictionary<Metric, Measurement> values, RungOutlook outlook)
    {
        ArgumentNullException.ThrowIfNull(trial);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(outlook);
        var remaining = outlook.Remaining(trial);
        return remaining == 1 || !values.TryGetValue(Metric.AccuracyDrop, out var drop) || !(drop.Value > 0)
            ? values
            : WithLoss(values, drop.Value, remaining * drop.Value);
    }

    /// <summary>
    /// The rung of <paramref name="trial"/>: −1 untrained, 0 the probe, 1 and more intermediate; null where no more training is to come: behind the full one,
    /// and where nothing is cut and nothing was trained.
    /// </summary>
    public static int? RungOf(Trial trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        var fidelity = trial.Fidelity;
        return fidelity.IsRefinement ? null : !fidelity.IsUntrained ? fidelity.Rung : trial.Candidate.IsCut() ? -1 : null;
    }

    /// <summary>
    /// The share of the loss on <paramref name="rung"/> that full training is expected to leave while nothing else is known. Samples multiply by four from
    /// rung to rung, and loss halves by that (<see cref="Policy.LearningCurve.PriorExponent"/>).
    /// </summary>
    public static double Remaining(int rung) => rung < 0 ? UntrainedLoss : Math.Min(1, Math.ScaleB(RemainingLoss, rung));

    /// <summary>The values of a model that lost <paramref name="before"/>, had it lost <paramref name="after"/>.</summary>
    internal static ImmutableSortedDictionary<Metric, Measurement> WithLoss(ImmutableSortedDictionary<Metric, Measurement> values, double before, double after)
    {
        var regained = before - after;
        var foreseen = values.SetItem(Metric.AccuracyDrop, Measurement.Estimated(after));
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
