namespace AutoCompress.Search.Pareto;

/// <summary>
/// The exact volume that points dominate below a reference point. Two costs are swept, three are swept in slices, and more use the
/// exclusive volumes of WFG (While, Bradstreet and Barone 2012).
/// </summary>
public static class Hypervolume
{
    /// <summary>The dominated volume; 0 when no point is better than <paramref name="reference"/> in every cost.</summary>
    /// <param name="points">Costs, lower is better, each as long as <paramref name="reference"/>. Dominated and equal points change nothing.</param>
    /// <param name="reference">The worst corner.</param>
    /// <exception cref="ArgumentException">A point has another number of costs than the reference.</exception>
    public static double Of(IEnumerable<IReadOnlyList<double>> points, IReadOnlyList<double> reference)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(reference);
        var inside = new List<double[]>();
        foreach (var point in points)
        {
            if (point.Count != reference.Count)
            {
                throw new ArgumentException($"A point has {point.Count} costs, the reference {reference.Count}.", nameof(points));
            }

            // Gains instead of costs: the reference becomes the origin and boxes become products.
            var gains = point.Select((cost, i) => reference[i] - cost).ToArray();
            if (gains.All(gain => gain > 0))
            {
                inside.Add(gains);
            }
        }

        return Volume(WithoutDominated(inside), reference.Count);
    }

    private static double Volume(List<double[]> points, int costs)
    {
        if (points.Count == 0)
        {
            return 0;
        }

        return costs switch
        {
            1 => points.Max(p => p[0]),
            2 => Area(points),
            3 => Slices(points),
            _ => Exclusive(points, costs),
        };
    }

    private static double Area(IEnumerable<double[]> points)
    {
        var (area, height) = (0.0, 0.0);
        foreach (var point in points.OrderByDescending(p => p[0]).ThenByDescending(p => p[1]))
        {
            if (point[1] > height)
            {
                area += point[0] * (point[1] - height);
                height = point[1];
            }
        }

        return area;
    }

    private static double Slices(List<double[]> points)
    {
        var order = points.OrderByDescending(p => p[2]).ToList();
        var volume = 0.0;
        for (var i = 0; i < order.Count; i++)
        {
            var floor = i + 1 < order.Count ? order[i + 1][2] : 0;
            if (order[i][2] > floor)
            {
                volume += Area(order.Take(i + 1)) * (order[i][2] - floor);
            }
        }

        return volume;
    }

    private static double Exclusive(List<double[]> points, int costs)
    {
        var volume = 0.0;
        for (var i = 0; i < points.Count; i++)
        {
            var limited = points.Skip(i + 1).Select(other => points[i].Zip(other, Math.Min).ToArray()).ToList();
            volume += points[i].Aggregate(1.0, (product, gain) => product * gain) - Volume(WithoutDominated(limited), costs);
        }

        return volume;
    }

    private static List<double[]> WithoutDominated(List<double[]> points)
    {
        var kept = new List<double[]>();
        foreach (var point in points.OrderByDescending(p => p[0]))
        {
            if (!kept.Exists(other => NowhereSmaller(other, point)))
            {
                kept.RemoveAll(other => NowhereSmaller(point, other));
                kept.Add(point);
            }
        }

        return kept;
    }

    private static bool NowhereSmaller(double[] a, double[] b)
    {
        for (var i = 0; i < a.Length; i++)
        {
            if (a[i] < b[i])
            {
                return false;
            }
        }

        return true;
    }
}
