namespace AutoCompress.Search.Benchmarks.Problems;

/// <summary>Evenly spread points with three non-negative coordinates that sum to 1 (Das and Dennis 1998).</summary>
internal static class Simplex
{
    /// <summary>The lattice with at least <paramref name="points"/> points.</summary>
    public static IEnumerable<double[]> Of(int points)
    {
        var divisions = 1;
        while ((divisions + 1) * (divisions + 2) / 2 < points)
        {
            divisions++;
        }

        for (var i = 0; i <= divisions; i++)
        {
            for (var j = 0; i + j <= divisions; j++)
            {
                yield return [(double)i / divisions, (double)j / divisions, (double)(divisions - i - j) / divisions];
            }
        }
    }
}
