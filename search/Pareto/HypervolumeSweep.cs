namespace AutoCompress.Search.Pareto;

/// <summary>Dominated area and volume of gains above the origin, in O(n log n) but for the shifting of a sorted list (Beume et al. 2009).</summary>
internal static class HypervolumeSweep
{
    /// <summary>The area under the first two gains of <paramref name="points"/>, which are sorted by it.</summary>
    public static double Area(List<double[]> points)
    {
        points.Sort((a, b) => b[0].CompareTo(a[0]));
        var (area, height) = (0.0, 0.0);
        foreach (var point in points)
        {
            if (point[1] > height)
            {
                area += point[0] * (point[1] - height);
                height = point[1];
            }
        }

        return area;
    }

    /// <summary>
    /// The volume under the first three gains of <paramref name="points"/>, which are sorted by it: from the largest third gain downwards, the area of the points
    /// so far times the step to the next. The points so far are a staircase of the first two gains; a new one adds the part of its box above the stairs.
    /// </summary>
    public static double Volume(List<double[]> points)
    {
        points.Sort((a, b) => b[2].CompareTo(a[2]));
        var stairs = new List<(double First, double Second)>(); // ascending in the first, descending in the second
        var (volume, area) = (0.0, 0.0);
        for (var i = 0; i < points.Count; i++)
        {
            area += Add(stairs, points[i][0], points[i][1]);
            volume += area * (points[i][2] - (i + 1 < points.Count ? points[i + 1][2] : 0));
        }

        return volume;
    }

    /// <summary>Puts a step onto the stairs, takes away those under it, and gives the area that it adds.</summary>
    private static double Add(List<(double First, double Second)> stairs, double first, double second)
    {
        var to = FirstNotBelow(stairs, first);
        if (to < stairs.Count && stairs[to].Second >= second)
        {
            return 0;
        }

        var end = to < stairs.Count && stairs[to].First == first ? to + 1 : to;
        var floor = end < stairs.Count ? stairs[end].Second : 0;
        var from = end;
        var (added, right) = (0.0, first);
        while (from > 0 && stairs[from - 1].Second <= second)
        {
            from--;
            added += (right - stairs[from].First) * (second - floor);
            (right, floor) = (stairs[from].First, stairs[from].Second);
        }

        added += (right - (from > 0 ? stairs[from - 1].First : 0)) * (second - floor);
        stairs.RemoveRange(from, end - from);
        stairs.Insert(from, (first, second));
        return added;
    }

    private static int FirstNotBelow(List<(double First, double Second)> stairs, double first)
    {
        var (low, high) = (0, stairs.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = stairs[middle].First < first ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
