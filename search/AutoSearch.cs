using System.Collections.Immutable;
using AutoCompress.Search.Evolution;
using AutoCompress.Search.Genomes;
using AutoCompress.Search.Planning;
using AutoCompress.Search.Surrogates;
using AutoCompress.Spaces;

namespace AutoCompress.Search;

/// <summary>
/// Chooses an algorithm for each proposal, by how much is known. A surrogate makes the most of few trials and evolution keeps it honest: where the
/// model errs, children of good points do not.
/// </summary>
/// <remarks>
/// 1. Of the first trials the surrogate makes three in four and evolution the fourth one.
/// 2. The more is known, the more evolution may do: from 600 trials on three in four.
/// 3. Evolution is NSGA-II for one or two objectives and NSGA-III for more.
/// </remarks>
/// <param name="limits">What is known before training; null when nothing is limited.</param>
public sealed class AutoSearch(HardLimits? limits) : ISearchAlgorithm
{
    private const int FewTrials = 600;
    private const double EvolutionEarly = 0.25;
    private const double EvolutionLate = 0.75;
    private const int ObjectivesForDirections = 4;
    private const ulong Stream = 0x6175746F;
    private readonly SurrogateSearch _surrogate = new(limits);
    private readonly NsgaTwo _crowded = new(limits);
    private readonly NsgaThree _directed = new(limits);

    /// <inheritdoc/>
    public ImmutableArray<Candidate> Propose(SearchSpace space, SearchHistory history, int count)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(history);
        return OneByOne.Propose(history, count, known => Choose(SpaceLayout.Of(space), known).Propose(space, known, 1).FirstOrDefault());
    }

    private ISearchAlgorithm Choose(SpaceLayout layout, SearchHistory history)
    {
        var trials = history.Observations.Length;
        if (FirstDesign.IsIncomplete(layout, history, history.Observations.Count(observation => observation.IsPoint)))
        {
            return _surrogate;
        }

        var evolution = EvolutionEarly + (EvolutionLate - EvolutionEarly) * Math.Min(1, trials / (double)FewTrials);
        return !new SeededRandom(history.Seed ^ Stream, (ulong)trials).Chance(evolution) ? _surrogate
            : history.Objectives < ObjectivesForDirections ? _crowded : _directed;
    }
}
