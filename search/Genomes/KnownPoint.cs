using System.Collections.Immutable;
using AutoCompress.Spaces;

namespace AutoCompress.Search.Genomes;

/// <summary>A completed observation with a value for each objective, and its genome.</summary>
internal sealed record KnownPoint(Observation Observation, ImmutableArray<int> Genome)
{
    public ImmutableArray<double> Costs => Observation.Costs;

    public double Violation => Observation.Violation;

    /// <summary>
    /// The points of <paramref name="history"/> that lie in the space, in the order of their candidates' first proposal. Each candidate stands for itself
    /// once, with its last trial, which is the one of the longest training; candidates that the space does not offer cannot breed.
    /// </summary>
    public static List<KnownPoint> Of(SpaceLayout layout, SearchHistory history)
    {
        var points = new List<KnownPoint>(history.Observations.Length);
        var places = new Dictionary<Candidate, int>(history.Observations.Length);
        foreach (var observation in history.Observations)
        {
            if (!observation.IsPoint || layout.GenomeOf(observation.Candidate) is not { IsEmpty: false } genome)
            {
                continue;
            }

            if (places.TryAdd(observation.Candidate, points.Count))
            {
                points.Add(new(observation, genome));
            }
            else
            {
                points[places[observation.Candidate]] = new(observation, genome);
            }
        }

        return points;
    }
}
