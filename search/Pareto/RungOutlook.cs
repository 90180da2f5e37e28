using System.Collections.Immutable;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Pareto;

/// <summary>
/// What full training leaves of a loss on each rung, as the study itself has seen it: where trials went up a rung, the mean share of the loss that the rung
/// left, together with <see cref="Foresight"/>'s constants as a prior. A study whose trials went up none is judged by those constants.
/// </summary>
public sealed class RungOutlook
{
    private const int Lowest = -1;

    /// <summary>So many trials that went up weigh as much as the prior.</summary>
    private const double PriorWeight = 4;

    /// <summary>Losses below this are noise of a selection split.</summary>
    private const double SmallestLoss = 2e-3;

    /// <summary>Shares are rounded to so many parts, so that what was made of them can be kept for a while.</summary>
    private const double Parts = 64;

    private readonly double[] _remaining;

    private RungOutlook(double[] remaining) => _remaining = remaining;

    public static RungOutlook Of(StudyHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        var ratios = Ratios(history);
        var highest = ratios.Count == 0 ? 0 : ratios.Keys.Max();
        var remaining = new double[highest - Lowest + 2];
        for (var rung = highest + 1; rung >= Lowest; rung--)
        {
            var prior = Foresight.Remaining(rung);
            remaining[rung - Lowest] = prior;
            if (ratios.TryGetValue(rung, out var seen))
            {
                var above = rung - Lowest + 1;
                var shares = seen.Select(one => one.Full ? one.Ratio : one.Ratio * remaining[above]);
                var mean = (PriorWeight * prior + shares.Sum()) / (PriorWeight + seen.Count);
                remaining[rung - Lowest] = Math.Clamp(Math.Round(mean * Parts / prior) / Parts * prior, 0, 1);
            }
        }

        return new(remaining);
    }

    /// <summary>The share of its loss that <paramref name="trial"/> is expected to be left with after full training.</summary>
    public double Remaining(Trial trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return Foresight.RungOf(trial) is not { } rung ? 1
            : rung - Lowest < _remaining.Length ? _remaining[rung - Lowest]
            : Foresight.Remaining(rung);
    }

    /// <summary>Rung to what its trials' losses became on the next one, as shares, and whether that was full training.</summary>
    private static Dictionary<int, List<(double Ratio, bool Full)>> Ratios(StudyHistory history)
    {
        var ratios = new Dictionary<int, List<(double, bool)>>();
        foreach (var (trial, result) in history.Completed)
        {
            if (trial.ContinuesFrom is { } number && history.Trials[number - 1] is { Result: TrialResult.Completed before } below
                && below.Candidate.Equals(trial.Candidate) && Foresight.RungOf(below) is { } rung
                && AccuracyAllowance.Loss(null, before.Values) is > SmallestLoss and var loss && AccuracyAllowance.Loss(null, result.Values) is { } after)
            {
                if (!ratios.TryGetValue(rung, out var seen))
                {
                    ratios[rung] = seen = [];
                }

                seen.Add((Math.Clamp(after / loss, 0, 1), trial.Fidelity.IsRefinement));
            }
        }

        return ratios;
    }
}
