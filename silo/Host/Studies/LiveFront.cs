using System.Collections.Immutable;
using AutoCompress.Search.Pareto;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Host.Studies;

/// <summary>The front of a study that is still running, on the values of the selection split.</summary>
public static class LiveFront
{
    /// <summary>The trials on the front, the most accurate first.</summary>
    public static ImmutableArray<Trial> Of(StudySpec spec, ImmutableArray<Trial> trials)
    {
        var numbers = ParetoFront.Of(new(spec, trials)).Points.Select(point => point.Trial.Number).ToHashSet();
        return [.. trials
            .Where(trial => numbers.Contains(trial.Number))
            .OrderByDescending(trial => ((TrialResult.Completed)trial.Result!).Values.GetValueOrDefault(Metric.Accuracy)?.Value ?? 0)];
    }
}
