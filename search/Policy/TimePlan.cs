using AutoCompress.Studies;

namespace AutoCompress.Search.Policy;

/// <summary>How a study's time is divided: explore, then refine, then measure the front a last time. All in active seconds.</summary>
/// <param name="ExploreUntil">Probes end by then.</param>
/// <param name="RefineUntil">Refinements end by then; the rest is the final measurement's.</param>
/// <param name="Grace">Refinements that are late may still finish until then: their training is worth more than a narrower interval.</param>
/// <param name="End">The time budget.</param>
internal sealed record TimePlan(double ExploreUntil, double RefineUntil, double Grace, double End)
{
    private const double FinalSecondsAtLeast = 20;

    /// <summary>Seconds of the final run for each point, and around them all.</summary>
    public const double FinalSecondsForEachPoint = 3;
    public const double FinalSecondsAround = 5;

    /// <summary>Tiny budgets must not be all final measurement.</summary>
    private const double FinalShareAtMost = 0.25;

    private const double GraceShare = 0.4;

    /// <param name="frontPoints">Points that the final run will measure, as far as known.</param>
    public static TimePlan Of(StudySpec spec, int frontPoints)
    {
        var end = spec.Budget.Time.TotalSeconds;
        var final = Math.Min(Math.Max(FinalSecondsAtLeast, FinalSecondsAround + FinalSecondsForEachPoint * frontPoints), FinalShareAtMost * end);
        var refineUntil = end - final;
        return new(refineUntil - spec.Training.RefineShare * end, refineUntil, refineUntil + GraceShare * final, end);
    }
}
