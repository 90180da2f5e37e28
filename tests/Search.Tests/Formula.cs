using System.Collections.Immutable;
using AutoCompress.Search.Genomes;
using AutoCompress.Spaces;

namespace AutoCompress.Search.Tests;

/// <summary>A problem without any metric: mixed, conditional genes; costs that pull apart, one constraint, and one choice that always fails.</summary>
internal static class Formula
{
    public const string Broken = "broken";

    public static readonly SearchSpace Space = new(
    [
        new ChoiceGene("format", ["wide", "narrow", Broken]),
        new NumberGene("bits", 2, 8, 1, ActiveWhen: new("format", ["narrow"])),
        .. Enumerable.Range(0, 5).Select(i => new NumberGene($"x{i}", 0, 1, 0.05)),
    ]);

    /// <summary>Cost i is the squared distance of the numbers to a corner of its own, and more for the wide format; numbers must not sum to less than 1.</summary>
    public static Observation Evaluate(Candidate candidate, int objectives)
    {
        if (candidate.Choice("format", "") == Broken)
        {
            return Observation.Without(candidate, candidate.Number("x0", 0) > 0.5 ? Outcome.Failed : Outcome.Infeasible);
        }

        var x = Enumerable.Range(0, 5).Select(i => candidate.Number($"x{i}", 0)).ToArray();
        var extra = candidate.Choice("format", "") == "wide" ? 0.5 : candidate.Number("bits", 0) / 20;
        return Observation.Completed(
            candidate,
            [.. Enumerable.Range(0, objectives).Select(cost => extra + x.Select((value, i) => i == cost ? (1 - value) * (1 - value) : value * value).Sum())],
            [1 - x.Sum()]);
    }

    /// <summary>Runs until the history holds <paramref name="trials"/>: with so many workers, the oldest running trial finishes first.</summary>
    public static SearchHistory Run(ISearchAlgorithm algorithm, SearchHistory history, int trials, int workers)
    {
        while (history.Observations.Length < trials && algorithm.Propose(Space, history, 1) is [var candidate])
        {
            var observations = history.Observations.Add(Observation.Without(candidate, Outcome.Running));
            if (observations.Count(observation => observation.Outcome == Outcome.Running) >= workers)
            {
                var oldest = observations.First(observation => observation.Outcome == Outcome.Running);
                observations = observations.Replace(oldest, Evaluate(oldest.Candidate, history.Objectives));
            }

            history = history with { Observations = observations };
        }

        return history;
    }

    public static SearchHistory Empty(int objectives, ulong seed = 1, int budget = 60) => new(seed, budget, objectives, []);
}
