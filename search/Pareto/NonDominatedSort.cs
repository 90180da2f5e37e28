using System.Collections.Immutable;

namespace AutoCompress.Search.Pareto;

/// <summary>The fast non-dominated sort of NSGA-II (Deb et al. 2002, section III.A), O(m n²) for n points with m costs.</summary>
public static class NonDominatedSort
{
    /// <summary>The points' indices front by front, the best front first, each in ascending order.</summary>
    /// <param name="dominates">A strict partial order: whether the first point beats the second.</param>
    public static ImmutableArray<ImmutableArray<int>> Sort<T>(IReadOnlyList<T> points, Func<T, T, bool> dominates)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(dominates);
        var beaten = new List<int>[points.Count];
        var beatenBy = new int[points.Count];
        for (var i = 0; i < points.Count; i++)
        {
            beaten[i] = [];
        }

        for (var i = 0; i < points.Count; i++)
        {
            for (var j = i + 1; j < points.Count; j++)
            {
                var (winner, loser) = dominates(points[i], points[j]) ? (i, j) : dominates(points[j], points[i]) ? (j, i) : (-1, -1);
                if (winner >= 0)
                {
                    beaten[winner].Add(loser);
                    beatenBy[loser]++;
                }
            }
        }

        return Peel(beaten, beatenBy);
    }

    private static ImmutableArray<ImmutableArray<int>> Peel(List<int>[] beaten, int[] beatenBy)
    {
        var fronts = ImmutableArray.CreateBuilder<ImmutableArray<int>>();
        var front = Enumerable.Range(0, beaten.Length).Where(i => beatenBy[i] == 0).ToImmutableArray();
        while (front.Length > 0)
        {
            fronts.Add(front);
            front = [.. front.SelectMany(i => beaten[i]).Where(loser => --beatenBy[loser] == 0).Order()];
        }

        return fronts.ToImmutable();
    }
}
