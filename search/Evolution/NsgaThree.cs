using System.Collections.Immutable;
using AutoCompress.Search.Genomes;
using AutoCompress.Search.Planning;
using AutoCompress.Spaces;

namespace AutoCompress.Search.Evolution;

/// <summary>
/// Steady-state NSGA-III (Deb and Jain 2014; constraints as in Jain and Deb 2014): where crowding says little, from three objectives on, the
/// survivors are spread along reference directions instead.
/// </summary>
/// <remarks>
/// 1. <see cref="Niching"/> chooses the population from the completed trials, recomputed from history each time.
/// 2. Two parents are drawn at random: survival alone selects, as in the paper.
/// 3. <see cref="Crossover"/> and <see cref="Mutation"/> make a child; <see cref="FailureMemory"/> takes formats away that never worked.
/// 4. <see cref="FreshCandidates"/> repairs it and refuses it when any trial has it already.
/// </remarks>
/// <param name="limits">What is known before training; null when nothing is limited.</param>
public sealed class NsgaThree(HardLimits? limits) : ISearchAlgorithm
{
    private const double Immigration = 0.1;
    private const int LeastParents = 8;
    private const ulong Stream = 0x6E73676133;

    /// <inheritdoc/>
    public ImmutableArray<Candidate> Propose(SearchSpace space, SearchHistory history, int count)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(history);
        var layout = SpaceLayout.Of(space);
        var random = new SeededRandom(history.Seed ^ Stream, (ulong)history.Observations.Length);
        var population = Niching.Of(KnownPoint.Of(layout, history), PopulationSize.Of(history), history.Objectives, random); // 1
        var failures = new FailureMemory(layout, history);
        return FreshCandidates.Collect(layout, history, count, limits, random, Child); // 4

        int[] Child(int attempt)
        {
            if (population.Length < LeastParents || random.Chance(Immigration))
            {
                return failures.Avoid(UniformDraw.AroundOneWidth(space, random), random);
            }

            var (mother, father) = (population[random.Below(population.Length)], population[random.Below(population.Length)]); // 2
            var child = Crossover.Of(space, mother.Genome.AsSpan(), father.Genome.AsSpan(), random); // 3
            Mutation.Apply(space, child, random, strength: attempt);
            return failures.Avoid(child, random);
        }
    }
}
