using System.Collections.Immutable;
using AutoCompress.Search.Genomes;
using AutoCompress.Search.Planning;
using AutoCompress.Spaces;

namespace AutoCompress.Search.Controllers;

/// <summary>
/// A controller that learns by REINFORCE (Williams 1992) what to propose, as in Zoph and Le 2017. Several costs are rewarded by a sum whose
/// weights are drawn anew for each trial. The controller is trained on the whole history at each proposal, in the order of the trials, so
/// that nothing has to be kept.
/// </summary>
/// <remarks>The paper's controller is a recurrent network; ours has one distribution for each gene (<see cref="GenePolicies"/>), since a study has too few trials to train another.</remarks>
/// <param name="limits">What is known before training; null when nothing is limited.</param>
public sealed class ControllerSearch(HardLimits? limits) : ISearchAlgorithm
{
    /// <summary>Older trials are forgotten.</summary>
    private const int MostTrials = 2000;

    /// <summary>Share of the proposals that are drawn at random, so that no choice dies out.</summary>
    private const double Exploration = 0.1;
    private const ulong Stream = 0x726C;

    /// <inheritdoc/>
    public ImmutableArray<Candidate> Propose(SearchSpace space, SearchHistory history, int count)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(history);
        var layout = SpaceLayout.Of(space);
        var random = new SeededRandom(history.Seed ^ Stream, (ulong)history.Observations.Length);
        var failures = new FailureMemory(layout, history);
        var policies = new GenePolicies(layout);
        var rewards = new ScalarRewards(history.Objectives, new SeededRandom(history.Seed, Stream));
        foreach (var observation in history.Observations.Skip(history.Observations.Length - MostTrials))
        {
            if (rewards.Of(observation) is { } advantage && layout.GenomeOf(observation.Candidate) is { IsEmpty: false } genome)
            {
                policies.Learn(genome.AsSpan(), advantage);
            }
        }

        return FreshCandidates.Collect(layout, history, count, limits, random, attempt => failures.Avoid(
            attempt > 0 && random.Chance(Math.Min(1, Exploration * attempt)) || random.Chance(Exploration)
                ? UniformDraw.AroundOneWidth(space, random)
                : policies.Draw(random),
            random));
    }
}
