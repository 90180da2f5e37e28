using System.Collections.Immutable;
using AutoCompress.Search.Genomes;
using AutoCompress.Search.Planning;
using AutoCompress.Search.Surrogates;
using AutoCompress.Spaces;

namespace AutoCompress.Search.Parzen;

/// <summary>
/// The multi-objective tree-structured Parzen estimator (Ozaki, Tanigaki, Watanabe and Onishi 2020; Ozaki et al. 2022): two densities, of
/// the good points and of the others, and what is likely under the first and unlikely under the second comes next. Genes that a condition
/// takes away have no say in it.
/// </summary>
/// <remarks>
/// 1. A first design is drawn (<see cref="FirstDesign"/>).
/// 2. <see cref="ParzenSplit"/> parts the points; running trials count among the others, so that the next proposal goes elsewhere.
/// 3. Of some candidates drawn from the good points' <see cref="ParzenDensity"/> the one with the largest ratio is proposed.
/// </remarks>
/// <param name="limits">What is known before training; null when nothing is limited.</param>
public sealed class ParzenSearch(HardLimits? limits) : ISearchAlgorithm
{
    private const int Draws = 24;
    private const int MostPoints = 500;
    private const ulong Stream = 0x7061727A656E;

    /// <inheritdoc/>
    public ImmutableArray<Candidate> Propose(SearchSpace space, SearchHistory history, int count)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(history);
        var layout = SpaceLayout.Of(space);
        return OneByOne.Propose(history, count, known => Next(layout, known));
    }

    private Candidate? Next(SpaceLayout layout, SearchHistory history)
    {
        var points = TrainingChoice.Of(KnownPoint.Of(layout, history), MostPoints);
        if (FirstDesign.IsIncomplete(layout, history, points.Count))
        {
            return FirstDesign.Next(layout, history, limits); // 1
        }

        var random = new SeededRandom(history.Seed ^ Stream, (ulong)history.Observations.Length);
        var failures = new FailureMemory(layout, history);
        var unknown = history.Observations.Where(observation => observation.Outcome is Outcome.Running or Outcome.Failed or Outcome.Infeasible)
            .Select(observation => layout.GenomeOf(observation.Candidate)).Where(genome => !genome.IsEmpty);
        var (good, others) = ParzenSplit.Of(points, random); // 2
        var (likely, unlikely) = (new ParzenDensity(layout, good), new ParzenDensity(layout, others.Concat(unknown.TakeLast(MostPoints))));
        return FreshCandidates.Collect(layout, history, 1, limits, random, Draw).FirstOrDefault();

        int[] Draw(int attempt) => Enumerable.Range(0, Draws) // 3
            .Select(_ => layout.Settle(failures.Avoid(likely.Draw(random), random)))
            .MaxBy(genome => likely.LogOf(genome) - unlikely.LogOf(genome))!;
    }
}
