using System.Collections.Immutable;
using AutoCompress.Search.Genomes;
using AutoCompress.Search.Planning;
using AutoCompress.Spaces;

namespace AutoCompress.Search.Evolution;

/// <summary>
/// Regularised evolution (Real, Aggarwal, Huang and Le 2019): the population is the latest points, so that even the best die of age, and a
/// mutant of the best of a small sample comes next. For several costs the best is the one of the first front that is loneliest there.
/// </summary>
/// <param name="limits">What is known before training; null when nothing is limited.</param>
public sealed class RegularisedEvolution(HardLimits? limits) : ISearchAlgorithm
{
    /// <summary>One of so many of the population is drawn for a sample, as 25 of 100 in the paper.</summary>
    private const int SampleShare = 4;
    private const int LeastParents = 8;
    private const ulong Stream = 0x6167696E67;

    /// <inheritdoc/>
    public ImmutableArray<Candidate> Propose(SearchSpace space, SearchHistory history, int count)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(history);
        var layout = SpaceLayout.Of(space);
        var random = new SeededRandom(history.Seed ^ Stream, (ulong)history.Observations.Length);
        var points = KnownPoint.Of(layout, history);
        var young = points.Skip(points.Count - PopulationSize.Of(history)).ToList();
        var ranked = Survival.Of(young, young.Count, random);
        var failures = new FailureMemory(layout, history);
        return FreshCandidates.Collect(layout, history, count, limits, random, Child);

        int[] Child(int attempt)
        {
            if (ranked.Length < LeastParents)
            {
                return failures.Avoid(UniformDraw.AroundOneWidth(space, random), random);
            }

            // The ranking is sorted, so the best of a sample is the one of the lowest place.
            var best = Enumerable.Range(0, Math.Max(2, ranked.Length / SampleShare)).Min(_ => random.Below(ranked.Length));
            var child = ranked[best].Point.Genome.ToArray();
            Mutation.Apply(space, child, random, strength: attempt);
            return failures.Avoid(child, random);
        }
    }
}
