using System.Collections.Immutable;

namespace AutoCompress.Search.Pareto;

/// <summary>
/// Efficient non-dominated sorting by bisection over the fronts (ENS-BS, Zhang, Tian, Cheng and Jin 2015) under constrained dominance. With
/// a <see cref="FrontEdge"/> for each front it takes O(n log n) for two costs and O(n log² n) for three; from four costs on the worst case
/// is O(m n²), when nothing beats anything.
/// </summary>
internal sealed class FrontSort
{
    private readonly List<FrontEdge> _edges = [];

    /// <summary>How often a point was held against a front: the work that was done.</summary>
    public long Questions { get; private set; }

    /// <summary>The points' indices front by front, the best front first, each in ascending order.</summary>
    /// <param name="costs">Lower is better; all of the same length.</param>
    /// <param name="violation">How far point i breaks the constraints; less always beats more, and costs decide between equals.</param>
    /// <param name="enough">Fronts that follow after so many points are not wanted.</param>
    public ImmutableArray<ImmutableArray<int>> Sort(
        IReadOnlyList<ImmutableArray<double>> costs, Func<int, double> violation, int enough = int.MaxValue)
    {
        var violations = new double[costs.Count];
        var order = new int[costs.Count];
        for (var i = 0; i < order.Length; i++)
        {
            (order[i], violations[i]) = (i, violation(i));
        }

        Array.Sort(order, (a, b) =>
            violations[a] != violations[b] ? violations[a].CompareTo(violations[b]) : Compare(costs[a], costs[b]) is var c && c != 0 ? c : a.CompareTo(b));
        var fronts = new List<List<int>>();
        for (var (start, end) = (0, 0); start < Math.Min(order.Length, enough); start = end)
        {
            while (end < order.Length && violations[order[end]] == violations[order[start]])
            {
                end++;
            }

            AddEqualViolations(costs, order.AsSpan(start..end), fronts);
        }

        return [.. Enough(fronts, enough).Select(front => front.Order().ToImmutableArray())];
    }

    private void AddEqualViolations(IReadOnlyList<ImmutableArray<double>> costs, ReadOnlySpan<int> order, List<List<int>> fronts)
    {
        _edges.Clear();
        var (first, last) = (fronts.Count, -1);
        for (var i = 0; i < order.Length; i++)
        {
            var point = costs[order[i]].AsSpan();
            if (i == 0 || !point.SequenceEqual(costs[order[i - 1]].AsSpan()))
            {
                last = FrontOf(point);
                if (last == _edges.Count)
                {
                    _edges.Add(FrontEdge.Create(point.Length));
                    fronts.Add([]);
                }

                _edges[last].Add(point);
            }

            fronts[first + last].Add(order[i]);
        }
    }

    /// <summary>The first front that does not beat the point: who is beaten by one front is beaten by all before it.</summary>
    private int FrontOf(ReadOnlySpan<double> point)
    {
        var (low, high) = (0, _edges.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            Questions++;
            (low, high) = _edges[middle].Beats(point) ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static IEnumerable<List<int>> Enough(List<List<int>> fronts, int enough)
    {
        var points = 0;
        foreach (var front in fronts)
        {
            if (points >= enough)
            {
                yield break;
            }

            yield return front;
            points += front.Count;
        }
    }

    private static int Compare(ImmutableArray<double> a, ImmutableArray<double> b)
    {
        for (var i = 0; i < a.Length; i++)
        {
            if (a[i] != b[i])
            {
                return a[i].CompareTo(b[i]);
            }
        }

        return 0;
    }
}
