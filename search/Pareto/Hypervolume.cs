namespace AutoCompress.Search.Pareto;

/// <summary>
/// The exact volume that points dominate below a reference point. Two and three costs are swept (<see cref="HypervolumeSweep"/>); with more, the
/// points' exclusive volumes are summed as WFG does (While, Bradstreet and Barone 2012), slice by slice, until three are left.
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
            var gains = new double[reference.Count];
            var isInside = true;
            for (var i = 0; i < gains.Length; i++)
            {
                gains[i] = reference[i] - point[i];
                isInside &= gains[i] > 0;
            }

            if (isInside)
            {
                inside.Add(gains);
            }
        }

        return reference.Count > 3 ? Slices(WithoutDominated(inside, reference.Count), reference.Count) : Volume(inside, reference.Count);
    }

    private static double Volume(List<double[]> points, int costs) => costs switch
    {
        0 => 0,
        1 => points.Count == 0 ? 0 : points.Max(p => p[0]),
        2 => HypervolumeSweep.Area(points),
        3 => HypervolumeSweep.Volume(points),
        _ => Slices(points, costs),
    };

    /// <summary>
    /// From the smallest last gain upwards, each point adds what it dominates and none behind it does. Those behind reach at least as far in the last
    /// gain, so that the addition is a slice of one dimension less times the gain.
    /// </summary>
    /// <param name="points">Of these only the first <paramref name="costs"/> gains count.</param>
    private static double Slices(List<double[]> points, int costs)
    {
        var (last, volume) = (costs - 1, 0.0);
        points.Sort((a, b) => a[last].CompareTo(b[last]));
        for (var i = 0; i < points.Count; i++)
        {
            var limited = new List<double[]>(points.Count - i - 1);
            for (var j = i + 1; j < points.Count; j++)
            {
                limited.Add(Smaller(points[i], points[j], last));
            }

            // The sweep of three takes dominated points as they come; further slices multiply them.
            var shared = Volume(last > 3 ? WithoutDominated(limited, last) : limited, last);
            volume += points[i][last] * (Box(points[i], last) - shared);
        }

        return volume;
    }

    private static double[] Smaller(double[] a, double[] b, int costs)
    {
        var smaller = new double[costs];
        for (var i = 0; i < costs; i++)
        {
            smaller[i] = Math.Min(a[i], b[i]);
        }

        return smaller;
    }

    private static double Box(double[] point, int costs)
    {
        var product = 1.0;
        for (var i = 0; i < costs; i++)
        {
            product *= point[i];
        }

        return product;
    }

    private static List<double[]> WithoutDominated(List<double[]> points, int costs)
    {
        // Behind a point in this order no point dominates it.
        points.Sort((a, b) => Box(b, costs).CompareTo(Box(a, costs)));
        var kept = new List<double[]>();
        foreach (var point in points)
        {
            if (!kept.Exists(other => NowhereSmaller(other, point, costs)))
            {
                kept.Add(point);
            }
        }

        return kept;
    }

    private static bool NowhereSmaller(double[] a, double[] b, int costs)
    {
        for (var i = 0; i < costs; i++)
        {
            if (a[i] < b[i])
            {
                return false;
            }
        }

        return true;
    }
}
