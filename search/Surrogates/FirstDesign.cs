using AutoCompress.Search.Baselines;
using AutoCompress.Search.Genomes;
using AutoCompress.Search.Planning;
using AutoCompress.Spaces;

namespace AutoCompress.Search.Surrogates;

/// <summary>What is tried before anything can be learned: candidates spread over the space.</summary>
internal static class FirstDesign
{
    private const int LeastPoints = 4;
    private const int LeastTrials = 6;
    private const int TrialsOfBudgetForEach = 8;
    private const ulong Stream = 0x666972737464;

    /// <summary>
    /// Whether the first trials, running ones among them, are fewer than an eighth of the budget and than one for each gene (six at least), or
    /// fewer than four points have come of them.
    /// </summary>
    public static bool IsIncomplete(SpaceLayout layout, SearchHistory history, int points) =>
        points < LeastPoints || history.Observations.Length < Math.Max(LeastTrials, Math.Min(layout.Genes, history.Budget / TrialsOfBudgetForEach));

    public static Candidate? Next(SpaceLayout layout, SearchHistory history, HardLimits? limits)
    {
        var random = new SeededRandom(history.Seed ^ Stream, (ulong)history.Observations.Length);
        var failures = new FailureMemory(layout, history);
        var sequence = new HaltonSequence(layout, history.Seed);
        var scattered = layout.Space.Genes.Any(Defaults.IsKeep);
        return FreshCandidates.Collect(layout, history, 1, limits, random, Draw).FirstOrDefault();

        int[] Draw(int attempt) => failures.Avoid(
            scattered || attempt > 0 ? UniformDraw.AroundOneWidth(layout.Space, random) : sequence.At(history.Observations.Length), random);
    }
}
