using System.Collections.Immutable;

namespace AutoCompress.Search.Pareto;

/// <summary>How alone a point is on its front (Deb et al. 2002, section III.B).</summary>
public static class CrowdingDistance
{
    /// <summary>
    /// One distance for each point: the sum over the costs of the gap between its neighbours, as a share of the front's extent; infinite
    /// for the ends. Points of equal cost are ordered by their index; whoever compares equal distances breaks the tie by a seeded draw.
    /// </summary>
    public static double[] Of(IReadOnlyList<ImmutableArray<double>> front)
    {
        ArgumentNullException.ThrowIfNull(front);
        var distances = new double[front.Count];
        if (front.Count == 0)
        {
            return distances;
        }

        for (var cost = 0; cost < front[0].Length; cost++)
        {
            Add(front, cost, distances);
        }

        return distances;
    }

    private static void Add(IReadOnlyList<ImmutableArray<double>> front, int cost, double[] distances)
    {
        var order = Enumerable.Range(0, front.Count).ToArray();
        Array.Sort(order, (a, b) => front[a][cost].CompareTo(front[b][cost]) is var difference && difference != 0 ? difference : a.CompareTo(b));
        var (first, last) = (order[0], order[^1]);
        var extent = front[last][cost] - front[first][cost];
        if (!(extent > 0))
        {
            return;
        }

        distances[first] = distances[last] = double.PositiveInfinity;
        for (var place = 1; place < order.Length - 1; place++)
        {
            distances[order[place]] += (front[order[place + 1]][cost] - front[order[place - 1]][cost]) / extent;
        }
    }
}
