namespace AutoCompress.Search.Benchmarks.Problems;

/// <summary>The non-dominated part of a curve of two costs whose points are in ascending order of the first.</summary>
internal static class Staircase
{
    /// <summary>The points that no earlier one dominates, in their order.</summary>
    public static IEnumerable<double[]> Of(IEnumerable<double[]> curve)
    {
        var least = double.PositiveInfinity;
        foreach (var point in curve)
        {
            if (point[1] < least)
            {
                least = point[1];
                yield return point;
            }
        }
    }

    /// <summary>The area that the curve dominates below a reference, by the trapezium between neighbours on the front: exact to the square of their distance.</summary>
    public static double Area(IEnumerable<double[]> curve, double first, double second)
    {
        var (area, least, previous) = (0.0, double.PositiveInfinity, double.NaN);
        foreach (var point in curve)
        {
            if (!double.IsNaN(previous))
            {
                // Between two samples the front runs from the level so far to the level behind the second; where it jumps, the jump is inside one step.
                area += (point[0] - previous) * (second - (least + Math.Min(least, point[1])) / 2);
            }

            (least, previous) = (Math.Min(least, point[1]), point[0]);
        }

        return area + (first - previous) * (second - least);
    }
}
