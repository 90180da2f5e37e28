using System.Collections.Immutable;
using AutoCompress.Search.Genomes;
using AutoCompress.Search.Planning;
using AutoCompress.Spaces;

namespace AutoCompress.Search.Evolution;

/// <summary>
/// Steady-state NSGA-II (Deb, Pratap, Agarwal and Meyarivan 2002; without generations as in Durillo et al. 2009) on mixed, conditional
/// genes. The population is not kept but recomputed from history, so any proposal can be replayed.
/// </summary>
/// <remarks>
/// 1. <see cref="Survival"/> chooses the population from the completed trials.
/// 2. <see cref="Mating"/> draws two parents by binary tournaments.
/// 3. <see cref="Crossover"/> and <see cref="Mutation"/> make a child; <see cref="FailureMemory"/> takes formats away that never worked.
/// 4. <see cref="FreshCandidates"/> repairs it and refuses it when any trial, running ones among them, has it already.
/// With fewer than eight parents it draws instead of breeding.
/// </remarks>
/// <param name="limits">What is known before training; null when nothing is limited.</param>
public sealed class NsgaTwo(HardLimits? limits) : ISearchAlgorithm
{
    /// <summary>Survivors at most: an eighth of the budget. In a study of dozens of trials a large population would be all of history.</summary>
    private const int TrialsForEachSurvivor = 8;
    private const int SmallestPopulation = 16;
    private const int LargestPopulation = 100;

    /// <summary>Share of the proposals that are drawn afresh, so that the search never closes.</summary>
    private const double Immigration = 0.1;

    private const int LeastParents = 8;
    private const ulong Stream = 0x6E736761;

    /// <inheritdoc/>
    public ImmutableArray<Candidate> Propose(SearchSpace space, SearchHistory history, int count)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(history);
        var layout = SpaceLayout.Of(space);
        var random = new SeededRandom(history.Seed ^ Stream, (ulong)history.Observations.Length);
        var most = Math.Clamp(history.Budget / TrialsForEachSurvivor, SmallestPopulation, LargestPopulation);
        var population = Survival.Of(KnownPoint.Of(layout, history), most, random); // 1
        var failures = new FailureMemory(layout, history);
        return FreshCandidates.Collect(layout, history, count, limits, random, Child); // 4

        int[] Child(int attempt)
        {
            if (population.Length < LeastParents || random.Chance(Immigration))
            {
                return failures.Avoid(UniformDraw.AroundOneWidth(space, random), random);
            }

            var (mother, father) = Mating.Pair(population, random); // 2
            var child = Crossover.Of(space, mother.Point.Genome.AsSpan(), father.Point.Genome.AsSpan(), random); // 3
            Mutation.Apply(space, child, random, strength: attempt);
            return failures.Avoid(child, random);
        }
    }
}
