using System.Collections.Immutable;
using AutoCompress.Search.Evolution;
using AutoCompress.Search.Genomes;

namespace AutoCompress.Search.Parzen;

/// <summary>Good points and others: whole fronts are good as long as they fit, and the loneliest of the front that does not.</summary>
internal static class ParzenSplit
{
    /// <summary>A tenth of the points are good, and 4 at least.</summary>
    private const double GoodShare = 0.1;
    private const int Least = 4;
    private const int Most = 50;

    public static (ImmutableArray<ImmutableArray<int>> Good, ImmutableArray<ImmutableArray<int>> Others) Of(List<KnownPoint> points, SeededRandom random)
    {
        var most = Math.Clamp((int)Math.Ceiling(GoodShare * points.Count), Least, Most);
        var good = Survival.Of(points, most, random).Select(individual => individual.Point).ToHashSet();
        return ([.. points.Where(good.Contains).Select(point => point.Genome)], [.. points.Where(point => !good.Contains(point)).Select(point => point.Genome)]);
    }
}
