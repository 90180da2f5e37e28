using System.Collections.Immutable;
using AutoCompress.Search.Genomes;
using AutoCompress.Search.Planning;
using AutoCompress.Spaces;

namespace AutoCompress.Search.Baselines;

/// <summary>Uniform random search (Bergstra and Bengio 2012): the baseline that an algorithm has to beat.</summary>
/// <param name="limits">What is known before training; null when nothing is limited.</param>
public sealed class RandomSearch(HardLimits? limits) : ISearchAlgorithm
{
    private const ulong Stream = 0x72616E646F6D;

    /// <inheritdoc/>
    public ImmutableArray<Candidate> Propose(SearchSpace space, SearchHistory history, int count)
    {
        ArgumentNullException.ThrowIfNull(history);
        var random = new SeededRandom(history.Seed ^ Stream, (ulong)history.Observations.Length);
        return FreshCandidates.Collect(SpaceLayout.Of(space), history, count, limits, random, _ => UniformDraw.Independent(space, random));
    }
}
