using System.Collections.Immutable;
using AutoCompress.Search.Pareto;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Policy;

/// <summary>
/// Decides, whenever a slot is free, which trial goes up a rung while the study still explores: asynchronous successive halving for several objectives
/// (MO-ASHA, Schmucker, Donini, Zafar, Salinas and Archambeau 2021; ASHA, Li et al. 2020).
/// </summary>
/// <remarks>
/// <list type="number">
/// <item>Rungs are looked at from the highest to the lowest, so that no slot begins something new while something good waits.</item>
/// <item>Of the trials that completed a rung, one in <see cref="Ladder.Reduction"/> may go on. They are sorted by constrained dominance of the point values that
/// full training is expected to leave, front by front, and within a front by <see cref="EpsilonNet"/>.</item>
/// <item>A trial that is not among these waits and may be later, when more have come to its rung. It is given up only when its optimistic point, with the good
/// ends of its intervals, is beaten (<see cref="Optimism"/>).</item>
/// </list>
/// </remarks>
internal sealed class RungPromotion
{
    private readonly StudyHistory _history;
    private readonly Ladder _ladder;
    private readonly Optimism _optimism;
    private readonly RungOutlook _outlook;
    private readonly HashSet<int> _promoted;
    private readonly ImmutableArray<ParetoPoint> _points;

    public RungPromotion(StudyHistory history, Ladder ladder, IReadOnlyDictionary<Metric, Measurement>? original)
    {
        (_history, _ladder, _outlook, _promoted) = (history, ladder, RungOutlook.Of(history), Lineage.Promoted(history));
        _optimism = new(history, original, new(history, original));
        _points = [.. ParetoFront.PointsOf(history)];
    }

    /// <summary>The trial to go on with, and its training; null when none is good enough or in time.</summary>
    /// <param name="probeSeconds">What training on a probe's samples may take.</param>
    /// <param name="isInTime">Whether so much training of this trial ends in time.</param>
    public Proposal? Next(double probeSeconds, Func<Trial, Fidelity, bool> isInTime)
    {
        for (var rung = _ladder.Intermediate - 1; rung >= (_ladder.Screens ? -1 : 0); rung--) // 1
        {
            var fidelity = _ladder.Above(rung, probeSeconds);
            if (Best(rung, trial => isInTime(trial, fidelity)) is { } trial)
            {
                return new(trial.Candidate, fidelity, $"promoted from {trial.Number}", trial.Number, Lineage.Images(_history, trial));
            }
        }

        return null;
    }

    private Trial? Best(int rung, Func<Trial, bool> isInTime)
    {
        var here = _points.Where(point => Foresight.RungOf(point.Trial) == rung).ToList();
        var quota = here.Count / Ladder.Reduction - here.Count(point => _promoted.Contains(point.Trial.Number));
        if (quota <= 0)
        {
            return null;
        }

        return Ranked(here).Take(here.Count / Ladder.Reduction)
            .FirstOrDefault(trial => !_promoted.Contains(trial.Number) && !_optimism.IsBeaten(trial) && isInTime(trial)); // 2, 3
    }

    private IEnumerable<Trial> Ranked(List<ParetoPoint> points)
    {
        var foreseen = points.ConvertAll(point => Foreseen(point.Trial));
        foreach (var front in new FrontSort().Sort(foreseen.ConvertAll(one => one.Costs), i => foreseen[i].Violation))
        {
            foreach (var place in EpsilonNet.Order([.. front.Select(i => foreseen[i].Costs)]))
            {
                yield return points[front[place]].Trial;
            }
        }
    }

    private (ImmutableArray<double> Costs, double Violation) Foreseen(Trial trial)
    {
        var values = Foresight.Of(trial, ((TrialResult.Completed)trial.Result!).Values, _outlook);
        return (
            ObjectiveSet.Of(_history.Spec).TryCosts(values, out var costs) ? [.. costs] : [],
            ConstraintSet.Of(_history.Spec).Violation(values));
    }
}
