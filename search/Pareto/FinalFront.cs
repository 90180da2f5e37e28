using System.Collections.Immutable;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Pareto;

/// <summary>Turns the points as the final run measured them into the front that the user gets.</summary>
public static class FinalFront
{
    /// <summary>Removes what the final measurement shows to be beaten (<see cref="Clean"/>) and names the point to take (<see cref="Recommend"/>).</summary>
    public static FrontReport Of(StudySpec spec, FrontPoint original, ImmutableArray<FrontPoint> points)
    {
        var survivors = Clean(spec, points);
        return new(original, survivors, Recommend(spec, original, survivors));
    }

    /// <summary>
    /// Drops a point only when a point that stays beats it beyond the noise: nowhere worse by its value, and better in at least one
    /// objective with intervals that do not overlap. Being within noise is no reason to drop anything, since that relation is not
    /// transitive and would lose real trade-offs. Points without a value for each objective stay.
    /// </summary>
    /// <remarks>Dominating points are visited before those they dominate, so that whoever removes a point is known to survive.</remarks>
    public static ImmutableArray<FrontPoint> Clean(StudySpec spec, ImmutableArray<FrontPoint> points)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var objectives = ObjectiveSet.Of(spec);
        var costs = points.Select(point => objectives.TryCosts(point.Values, out var known) ? known : []).ToList();
        var fronts = NonDominatedSort.Sort(costs, (a, b) => a.Length > 0 && b.Length > 0 && Dominance.Dominates(a, b));
        var kept = new List<int>();
        foreach (var index in fronts.SelectMany(front => front))
        {
            if (!kept.Exists(other => BeatsBeyondNoise(other, index)))
            {
                kept.Add(index);
            }
        }

        return [.. kept.Order().Select(index => points[index])];

        bool BeatsBeyondNoise(int a, int b) =>
            costs[a].Length > 0 && costs[b].Length > 0 && Dominance.Dominates(costs[a], costs[b])
            && objectives.Metrics.Any(metric => IsClearlyBetter(metric, points[a].Values[metric], points[b].Values[metric]));
    }

    /// <summary>
    /// The point with the largest <see cref="Gain"/> among those that keep the constraints and the study's <see cref="AccuracyAllowance"/>,
    /// with their whole interval where any does; when none keeps them, the one that lost the least accuracy. Null for an empty front.
    /// </summary>
    public static int? Recommend(StudySpec spec, FrontPoint original, ImmutableArray<FrontPoint> points)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(original);
        var (constraints, allowed) = (ConstraintSet.Of(spec), AccuracyAllowance.Of(spec, original.Values));
        var good = points.Where(point => constraints.Violation(point.Values) == 0 && Loss(point) <= allowed).ToList();
        var sure = good.Where(point => LossAtMost(point) <= allowed).ToList();
        return good.Count > 0
            ? (sure.Count > 0 ? sure : good).OrderByDescending(point => Gain.Of(spec.Objectives, original.Values, point.Values)).ThenBy(point => point.Trial).First().Trial
            : points.OrderBy(Loss).ThenBy(point => point.Trial).FirstOrDefault()?.Trial;

        double LossAtMost(FrontPoint point) => point.Values.GetValueOrDefault(Metric.AccuracyDrop)?.High ?? Loss(point);

        double Loss(FrontPoint point) => AccuracyAllowance.Loss(original.Values, point.Values) ?? 0;
    }

    private static bool IsClearlyBetter(Metric metric, Measurement a, Measurement b) => metric.IsMaximised()
        ? (a.Low ?? a.Value) > (b.High ?? b.Value)
        : (a.High ?? a.Value) < (b.Low ?? b.Value);
}
