using System.Collections.Immutable;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Pareto;

/// <summary>Finds the points that fall out of a front when it is measured a last time.</summary>
/// <remarks>
/// 1. A point falls only when one that stays beats it beyond the noise: nowhere worse by its value, and better in at least one objective with intervals that do
///    not overlap. Being within noise is no reason to drop anything, since that relation is not transitive and would lose real trade-offs. Points without a
///    value for each objective stay.
/// 2. That is asked by the accuracy on the selection split and, of those that stay, by the accuracy on the test split, which no choice has seen: who was
///    chosen for its luck with the selection falls out. Latencies are those of the final run both times.
/// 3. Whoever was beaten only by a point that fell itself comes back.
/// </remarks>
internal sealed class FrontCleaning
{
    private readonly ObjectiveSet _objectives;
    private readonly ImmutableArray<View> _views;

    public FrontCleaning(ObjectiveSet objectives, ImmutableArray<FrontPoint> points)
    {
        _objectives = objectives;
        _views = [View.Of(objectives, points.Select(point => point.Values)), View.Of(objectives, points.Select(Unseen))];
    }

    /// <summary>Indices of the points that stay, ascending.</summary>
    public IEnumerable<int> Survivors()
    {
        var points = Enumerable.Range(0, _views[0].Values.Length).ToList();
        var kept = _views.Aggregate(points, Clean); // 1, 2
        foreach (var fallen in points.Except(kept).ToList())
        {
            if (!kept.Exists(other => _views.Any(view => Beats(view, other, fallen))))
            {
                kept.Add(fallen); // 3
            }
        }

        return kept.Order();
    }

    /// <summary>Dominating points are visited before those they dominate, so that whoever removes a point is known to stay.</summary>
    private List<int> Clean(List<int> points, View view)
    {
        var kept = new List<int>();
        foreach (var place in NonDominatedSort.Sort(points, view.Dominates).SelectMany(front => front))
        {
            if (!kept.Exists(other => Beats(view, other, points[place])))
            {
                kept.Add(points[place]);
            }
        }

        return kept;
    }

    private bool Beats(View view, int a, int b) =>
        view.Dominates(a, b) && _objectives.Metrics.Any(metric => IsClearlyBetter(metric, view.Values[a][metric], view.Values[b][metric]));

    private static ImmutableSortedDictionary<Metric, Measurement> Unseen(FrontPoint point) =>
        point.Values.SetItems(point.Test.Where(value => value.Key.IsQuality() && point.Values.ContainsKey(value.Key)));

    private static bool IsClearlyBetter(Metric metric, Measurement a, Measurement b) => metric.IsMaximised()
        ? (a.Low ?? a.Value) > (b.High ?? b.Value)
        : (a.High ?? a.Value) < (b.Low ?? b.Value);

    /// <summary>The points as one split sees them.</summary>
    /// <param name="Costs">Empty for a point that lacks a value.</param>
    private sealed record View(ImmutableArray<ImmutableSortedDictionary<Metric, Measurement>> Values, ImmutableArray<double[]> Costs)
    {
        public static View Of(ObjectiveSet objectives, IEnumerable<ImmutableSortedDictionary<Metric, Measurement>> values)
        {
            var all = values.ToImmutableArray();
            return new(all, [.. all.Select(own => objectives.TryCosts(own, out var known) ? known : [])]);
        }

        public bool Dominates(int a, int b) => Costs[a].Length > 0 && Costs[b].Length > 0 && Dominance.Dominates(Costs[a], Costs[b]);
    }
}
