using System.Collections.Immutable;
using AutoCompress.Spaces;

namespace AutoCompress.Search.Genomes;

/// <summary>Several proposals as so many single ones, each of which knows of those before it as running trials.</summary>
internal static class OneByOne
{
    /// <param name="next">Null when the space holds no more.</param>
    public static ImmutableArray<Candidate> Propose(SearchHistory history, int count, Func<SearchHistory, Candidate?> next)
    {
        var proposed = ImmutableArray.CreateBuilder<Candidate>();
        while (proposed.Count < count && next(history) is { } candidate)
        {
            proposed.Add(candidate);
            history = history with { Observations = history.Observations.Add(Observation.Without(candidate, Outcome.Running)) };
        }

        return proposed.ToImmutable();
    }
}
