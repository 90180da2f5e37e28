using System.Collections.Immutable;
using AutoCompress.Search.Genomes;
using AutoCompress.Search.Pareto;

namespace AutoCompress.Search.Evolution;

/// <summary>Who of all points may breed: front by front, and by crowding distance where a front does not fit any more.</summary>
internal static class Survival
{
    /// <summary>At most <paramref name="most"/> individuals, best first; a draw decides between equally lonely ones.</summary>
    public static ImmutableArray<Individual> Of(IReadOnlyList<KnownPoint> points, int most, SeededRandom random)
    {
        var survivors = ImmutableArray.CreateBuilder<Individual>();
        var fronts = new FrontSort().Sort([.. points.Select(point => point.Costs)], i => points[i].Violation, most);
        for (var rank = 0; rank < fronts.Length; rank++)
        {
            var front = fronts[rank].Select(i => points[i]).ToList();
            var crowding = CrowdingDistance.Of([.. front.Select(point => point.Costs)]);
            survivors.AddRange(front
                .Select((point, i) => (Individual: new Individual(point, rank, crowding[i]), Draw: random.NextBits()))
                .OrderByDescending(drawn => drawn.Individual.Crowding).ThenBy(drawn => drawn.Draw)
                .Take(most - survivors.Count)
                .Select(drawn => drawn.Individual));
        }

        return survivors.ToImmutable();
    }
}
