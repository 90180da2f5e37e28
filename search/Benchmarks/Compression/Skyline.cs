namespace AutoCompress.Search.Benchmarks.Compression;

/// <summary>The non-dominated of many points with three costs, by a sweep over the first and a staircase of the others (Kung, Luccio and Preparata 1975).</summary>
internal static class Skyline
{
    /// <summary>In ascending order of the first cost; of equal points one stays.</summary>
    public static List<double[]> Of(IEnumerable<double[]> points)
    {
        var kept = new List<double[]>();
        var staircase = new List<(double Second, double Third)>(); // ascending, and thereby descending in the third
        foreach (var point in points.OrderBy(p => p[0]).ThenBy(p => p[1]).ThenBy(p => p[2]))
        {
            var place = FirstBehind(staircase, point[1]);
            if (place > 0 && staircase[place - 1].Third <= point[2])
            {
                continue;
            }

            var from = place > 0 && staircase[place - 1].Second == point[1] ? place - 1 : place;
            var to = from;
            while (to < staircase.Count && staircase[to].Third >= point[2])
            {
                to++;
            }

            staircase.RemoveRange(from, to - from);
            staircase.Insert(from, (point[1], point[2]));
            kept.Add(point);
        }

        return kept;
    }

    /// <summary>The first step whose second cost is above <paramref name="second"/>.</summary>
    private static int FirstBehind(List<(double Second, double Third)> staircase, double second)
    {
        var (low, high) = (0, staircase.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = staircase[middle].Second <= second ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
