using System.Collections.Immutable;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Pareto;

/// <summary>The non-dominated completed trials of a study under its objectives and constraints, by point values.</summary>
public sealed class ParetoFront
{
    private ParetoFront(ImmutableArray<ParetoPoint> points) => Points = points;

    /// <summary>In the order of the trials' numbers. All keep the constraints, or none does and these break them least.</summary>
    public ImmutableArray<ParetoPoint> Points { get; }

    /// <summary>
    /// The front of <paramref name="history"/>. A candidate stands there once, with its best trial: its refinement replaces its probe
    /// unless it lost accuracy by it. Trials that lack the value of an objective are no points.
    /// </summary>
    public static ParetoFront Of(StudyHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        var best = PointsOf(history)
            .GroupBy(point => point.Trial.Candidate)
            .Select(trials => trials.OrderBy(p => p.Violation).ThenBy(Loss).ThenByDescending(p => p.Trial.Fidelity.Rung).First())
            .OrderBy(point => point.Trial.Number)
            .ToList();
        var fronts = new FrontSort().Sort([.. best.Select(point => point.Costs)], i => best[i].Violation, enough: 1);
        return new(fronts.IsEmpty ? [] : [.. fronts[0].Select(i => best[i])]);
    }

    /// <summary>Every completed trial of <paramref name="history"/> that has a value for each objective.</summary>
    public static IEnumerable<ParetoPoint> PointsOf(StudyHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        var (objectives, constraints) = (ObjectiveSet.Of(history.Spec), ConstraintSet.Of(history.Spec));
        foreach (var (trial, result) in history.Completed)
        {
            if (objectives.TryCosts(result.Values, out var costs))
            {
                yield return new(trial, result, [.. costs], constraints.Violation(result.Values));
            }
        }
    }

    private static double Loss(ParetoPoint point) =>
        point.Result.Values.TryGetValue(Metric.AccuracyDrop, out var drop) ? drop.Value
        : point.Result.Values.TryGetValue(Metric.Accuracy, out var accuracy) ? -accuracy.Value
        : 0;
}
