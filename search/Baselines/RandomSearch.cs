using System.Collections.Immutable;
using AutoCompress.Search.Evolution;
using AutoCompress.Search.Planning;
using AutoCompress.Spaces;
using AutoCompress.Studies;

namespace AutoCompress.Search.Baselines;

/// <summary>Uniform random search (Bergstra and Bengio 2012): the baseline that an algorithm has to beat.</summary>
/// <param name="limits">What is known before training; null when nothing is limited.</param>
public sealed class RandomSearch(HardLimits? limits) : ISearchAlgorithm
{
    private const ulong Stream = 0x72616E646F6D;

    /// <inheritdoc/>
    public ImmutableArray<Candidate> Propose(SearchSpace space, StudyHistory history, int count)
    {
        ArgumentNullException.ThrowIfNull(history);
        var random = new SeededRandom(history.Spec.Seed ^ Stream, (ulong)history.Trials.Length);
        return FreshCandidates.Collect(space, history, count, limits, random, _ => UniformDraw.Independent(space, random));
    }
}
