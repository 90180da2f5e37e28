using System.Collections.Immutable;
using AutoCompress.Search.Genomes;
using AutoCompress.Search.Planning;
using AutoCompress.Spaces;

namespace AutoCompress.Search.Baselines;

/// <summary>Walks along a <see cref="HaltonSequence"/>: like random search, but no region is left out by bad luck (Bousquet et al. 2017). What a
/// place of it repeats, or cannot be repaired, is drawn at random.</summary>
/// <param name="limits">What is known before training; null when nothing is limited.</param>
public sealed class QuasiRandomSearch(HardLimits? limits) : ISearchAlgorithm
{
    private const ulong Stream = 0x68616C746F6E;

    /// <inheritdoc/>
    public ImmutableArray<Candidate> Propose(SearchSpace space, SearchHistory history, int count)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(history);
        var layout = SpaceLayout.Of(space);
        var sequence = new HaltonSequence(layout, history.Seed);
        return OneByOne.Propose(history, count, known =>
        {
            var random = new SeededRandom(history.Seed ^ Stream, (ulong)known.Observations.Length);
            return FreshCandidates.Collect(layout, known, 1, limits, random, Draw).FirstOrDefault();

            int[] Draw(int attempt) =>
                attempt == 0 ? sequence.At(known.Observations.Length) : UniformDraw.Independent(space, random);
        });
    }
}
