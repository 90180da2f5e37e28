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

    /// <summary>Drops the points that the final measurement shows to be beaten by one that stays, as <see cref="FrontCleaning"/> says.</summary>
    public static ImmutableArray<FrontPoint> Clean(StudySpec spec, ImmutableArray<FrontPoint> points)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return [.. new FrontCleaning(ObjectiveSet.Of(spec), points).Survivors().Select(index => points[index])];
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
}
