using AutoCompress.Search.Evolution;
using AutoCompress.Search.Genomes;

namespace AutoCompress.Search.Surrogates;

/// <summary>Which points a process learns from, since its cost grows with the cube of their number: the best ones and the latest ones.</summary>
internal static class TrainingChoice
{
    private const double ShareOfBest = 0.75;

    /// <summary>At most <paramref name="most"/> of <paramref name="points"/>, in their order.</summary>
    public static List<KnownPoint> Of(List<KnownPoint> points, int most)
    {
        if (points.Count <= most)
        {
            return points;
        }

        var chosen = Survival.Of(points, (int)(ShareOfBest * most), new SeededRandom(0, (ulong)points.Count)).Select(individual => individual.Point).ToHashSet();
        for (var i = points.Count - 1; chosen.Count < most; i--)
        {
            chosen.Add(points[i]);
        }

        return [.. points.Where(chosen.Contains)];
    }
}
