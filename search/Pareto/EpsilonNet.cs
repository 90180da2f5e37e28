using System.Collections.Immutable;

namespace AutoCompress.Search.Pareto;

/// <summary>
/// An order of points by diversity: each next one is the farthest from those before it, so that every prefix covers the front as evenly as it can.
/// The ε-net of Schmucker et al. 2021 (MO-ASHA, section 3.2), a farthest-point traversal (Gonzalez 1985).
/// </summary>
internal static class EpsilonNet
{
    /// <summary>The indices of <paramref name="front"/> in that order. Costs are scaled to the front's extent; the first is the lowest first cost, and of equals the first.</summary>
    public static ImmutableArray<int> Order(IReadOnlyList<ImmutableArray<double>> front)
    {
        if (front.Count == 0)
        {
            return [];
        }

        var scaled = Scaled(front);
        var distance = new double[front.Count];
        Array.Fill(distance, double.PositiveInfinity);
        var order = ImmutableArray.CreateBuilder<int>(front.Count);
        var next = Enumerable.Range(0, front.Count).MinBy(i => front[i][0]);
        while (order.Count < front.Count)
        {
            order.Add(next);
            distance[next] = double.NegativeInfinity;
            var farthest = next;
            for (var i = 0; i < distance.Length; i++)
            {
                distance[i] = Math.Min(distance[i], Distance(scaled[i], scaled[order[^1]]));
                farthest = distance[i] > distance[farthest] ? i : farthest;
            }

            next = farthest;
        }

        return order.MoveToImmutable();
    }

    private static double[][] Scaled(IReadOnlyList<ImmutableArray<double>> front)
    {
        var low = Enumerable.Range(0, front[0].Length).Select(cost => front.Min(point => point[cost])).ToArray();
        var extent = Enumerable.Range(0, front[0].Length).Select(cost => front.Max(point => point[cost]) - low[cost]).ToArray();
        return [.. front.Select(point => point.Select((cost, i) => extent[i] > 0 ? (cost - low[i]) / extent[i] : 0).ToArray())];
    }

    /// <summary>Squared, which orders alike.</summary>
    private static double Distance(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }

        return sum;
    }
}
