using System.Collections.Immutable;

namespace AutoCompress.Search.Genomes;

/// <summary>A completed observation with a value for each objective, and its genome.</summary>
internal sealed record KnownPoint(Observation Observation, ImmutableArray<int> Genome)
{
    public ImmutableArray<double> Costs => Observation.Costs;

    public double Violation => Observation.Violation;

    /// <summary>
    /// The points of <paramref name="history"/> that lie in the space, in the order of their proposal. Each candidate stands for itself once,
    /// with its lowest rung, so that equals are compared; candidates that the space does not offer cannot breed.
    /// </summary>
    public static List<KnownPoint> Of(SpaceLayout layout, SearchHistory history)
    {
        var points = new List<KnownPoint>(history.Observations.Length);
        var refined = false;
        foreach (var observation in history.Observations)
        {
            if (observation.IsPoint && layout.GenomeOf(observation.Candidate) is { IsEmpty: false } genome)
            {
                points.Add(new(observation, genome));
                refined |= observation.Rung > 0;
            }
        }

        return refined
            ? [.. points.GroupBy(point => point.Observation.Candidate).Select(same => same.MinBy(point => point.Observation.Rung)!)]
            : points;
    }
}
