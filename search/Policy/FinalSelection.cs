using System.Collections.Immutable;
using AutoCompress.Search.Pareto;
using AutoCompress.Search.Planning;
using AutoCompress.Studies;

namespace AutoCompress.Search.Policy;

/// <summary>Which trials the final run measures.</summary>
public static class FinalSelection
{
    /// <summary>Points at most: each costs seconds of the final run.</summary>
    public const int Most = 12;

    private const int Least = 3;

    /// <summary>
    /// The numbers of the front's trials, ascending. The original is left out, since the final run measures it anyway; where it beats
    /// everything, the best of the others are taken, and the original alone only when nothing else completed. Empty when nothing completed.
    /// </summary>
    /// <param name="seconds">Time for the final run; where it is short, refined points go first, then the lonelier ones.</param>
    public static ImmutableArray<int> Of(StudyHistory history, double seconds = double.PositiveInfinity)
    {
        ArgumentNullException.ThrowIfNull(history);
        var points = WithoutOriginal(ParetoFront.Of(history).Points);
        if (points.IsEmpty)
        {
            points = ParetoFront.Of(history with { Trials = history.Trials.RemoveAll(trial => trial.Origin == StudySeeds.Original) }).Points;
        }

        if (points.IsEmpty)
        {
            points = ParetoFront.Of(history).Points;
        }

        var most = (int)Math.Clamp((seconds - TimePlan.FinalSecondsAround) / TimePlan.FinalSecondsForEachPoint, Least, Most);
        var crowding = CrowdingDistance.Of([.. points.Select(point => point.Costs)]);
        return
        [
            .. points.Select((point, i) => (point.Trial, Crowding: crowding[i]))
                .OrderByDescending(p => p.Trial.Fidelity.Rung).ThenByDescending(p => p.Crowding).ThenBy(p => p.Trial.Number)
                .Take(most).Select(p => p.Trial.Number).Order(),
        ];
    }

    private static ImmutableArray<ParetoPoint> WithoutOriginal(ImmutableArray<ParetoPoint> points) =>
        points.RemoveAll(point => point.Trial.Origin == StudySeeds.Original);
}
