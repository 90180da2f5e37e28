using System.Collections.Immutable;
using AutoCompress.Search.Genomes;
using AutoCompress.Search.Pareto;

namespace AutoCompress.Search.Evolution;

/// <summary>The survival of NSGA-III (Deb and Jain 2014, algorithms 2 to 4).</summary>
/// <remarks>
/// 1. Whole fronts survive as long as they fit.
/// 2. Costs are translated to the ideal point and divided by the extent of the first front: its worst corner stands for the hyperplane's intercepts,
/// which exist on every front.
/// 3. Every point belongs to the nearest of the <see cref="ReferenceDirections"/>.
/// 4. Of the last front those are taken whose direction has the fewest survivors; the nearest of them where it has none, else a drawn one.
/// </remarks>
internal static class Niching
{
    private const double LeastExtent = 1e-9;

    public static ImmutableArray<KnownPoint> Of(IReadOnlyList<KnownPoint> points, int most, int costs, SeededRandom random)
    {
        var fronts = new FrontSort().Sort([.. points.Select(point => point.Costs)], i => points[i].Violation, most);
        if (fronts.IsEmpty)
        {
            return [];
        }

        var survivors = fronts.SelectMany(front => front).Take(fronts[..^1].Sum(front => front.Length)).ToList(); // 1
        var (directions, places) = (ReferenceDirections.Of(costs, most), Normalised(points, fronts)); // 2
        var niches = new int[directions.Length];
        survivors.ForEach(i => niches[Nearest(directions, places[i]).Direction]++);
        var left = fronts[^1].Select(i => (Point: i, Niche: Nearest(directions, places[i]), Draw: random.NextBits())).ToList(); // 3
        while (survivors.Count < most && left.Count > 0)
        {
            var next = left.MinBy(p => (niches[p.Niche.Direction], niches[p.Niche.Direction] == 0 ? p.Niche.Distance : 0, p.Draw)); // 4
            survivors.Add(next.Point);
            niches[next.Niche.Direction]++;
            left.Remove(next);
        }

        return [.. survivors.Select(i => points[i])];
    }

    private static Dictionary<int, double[]> Normalised(IReadOnlyList<KnownPoint> points, ImmutableArray<ImmutableArray<int>> fronts)
    {
        var all = fronts.SelectMany(front => front).ToList();
        var costs = points[0].Costs.Length;
        var ideal = Enumerable.Range(0, costs).Select(cost => all.Min(i => points[i].Costs[cost])).ToArray();
        var extent = Enumerable.Range(0, costs).Select(cost => Math.Max(LeastExtent, fronts[0].Max(i => points[i].Costs[cost]) - ideal[cost])).ToArray();
        return all.ToDictionary(i => i, i => points[i].Costs.Select((value, cost) => (value - ideal[cost]) / extent[cost]).ToArray());
    }

    /// <summary>The direction whose line is nearest to <paramref name="place"/>, and how near (squared).</summary>
    private static (int Direction, double Distance) Nearest(ImmutableArray<double[]> directions, double[] place)
    {
        var (nearest, least) = (0, double.PositiveInfinity);
        for (var d = 0; d < directions.Length; d++)
        {
            var (along, square) = (0.0, 0.0);
            for (var i = 0; i < place.Length; i++)
            {
                along += place[i] * directions[d][i];
                square += place[i] * place[i];
            }

            if (square - along * along < least)
            {
                (nearest, least) = (d, square - along * along);
            }
        }

        return (nearest, least);
    }
}
