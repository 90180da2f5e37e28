namespace AutoCompress.Search.Pareto;

/// <summary>How alone a point is on its front (Deb et al. 2002, section III.B).</summary>
public static class CrowdingDistance
{
    /// <summary>
    /// One distance for each point: the sum over the costs of the gap between its neighbours, as a share of the front's extent; infinite
    /// for the ends. Points of equal cost are ordered by their index; whoever compares equal distances breaks the tie by a seeded draw.
    /// </summary>
    public static double[] Of(IReadOnlyList<ParetoPoint> front)
    {
        ArgumentNullException.ThrowIfNull(front);
        var distances = new double[front.Count];
        if (front.Count == 0)
        {
            return distances;
        }

        for (var cost = 0; cost < front[0].Costs.Length; cost++)
        {
            Add(front, cost, distances);
        }

        return distances;
    }

    private static void Add(IReadOnlyList<ParetoPoint> front, int cost, double[] distances)
    {
        var order = Enumerable.Range(0, front.Count).OrderBy(i => front[i].Costs[cost]).ThenBy(i => i).ToArray();
        var (first, last) = (order[0], order[^1]);
        var extent = front[last].Costs[cost] - front[first].Costs[cost];
        if (!(extent > 0))
        {
            return;
        }

        distances[first] = distances[last] = double.PositiveInfinity;
        for (var place = 1; place < order.Length - 1; place++)
        {
            distances[order[place]] += (front[order[place + 1]].Costs[cost] - front[order[place - 1]].Costs[cost]) / extent;
        }
    }
}
