using System.Collections.Immutable;
using AutoCompress.Search.Pareto;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Host.Studies;

/// <summary>The front of a study that is still running, on the values of the selection split.</summary>
public static class LiveFront
{
    /// <summary>The trials on the front, the most accurate first.</summary>
    public static ImmutableArray<Trial> Of(StudySpec spec, ImmutableArray<Trial> trials) =>
    [
        .. ParetoFront.Of(new(spec, trials)).Points
            .OrderByDescending(point => point.Result.Values.GetValueOrDefault(Metric.Accuracy)?.Value ?? 0)
            .Select(point => point.Trial),
    ];
}
