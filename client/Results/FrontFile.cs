using System.Collections.Immutable;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Client.Results;

/// <summary>front.json: the original and each point of the front with all that a user needs to choose, feed, check and repeat it.</summary>
/// <param name="Spec">The study as it ran; <c>autocompress reproduce</c> reads it.</param>
/// <param name="Points">The largest first.</param>
/// <param name="Feed">How to feed the first input of every model of the front.</param>
/// <param name="TrainedImages">Samples that all trials together were trained on.</param>
/// <param name="SavedImages">Samples that they would have been trained on as well, had the training not been in the stage cache.</param>
/// <param name="AlsoFeed">How to feed further inputs; null for models with one.</param>
/// <param name="Recommended">Number of the recommended trial; null when no point keeps the constraints.</param>
internal sealed record FrontFile(
    string Study,
    double ActiveSeconds,
    int CompletedTrials,
    FeedGuide Feed,
    PointEntry Original,
    ImmutableArray<PointEntry> Points,
    int? Recommended,
    StudySpec Spec,
    ImmutableArray<FeedGuide>? AlsoFeed = null,
    long TrainedImages = 0,
    long SavedImages = 0)
{
    public static FrontFile Of(
        StudySpec spec, TimeSpan active, ModelAnalysis analysis, ImmutableArray<Trial> trials, FrontReport report) => new(
        spec.Name,
        Math.Round(active.TotalSeconds, 1),
        trials.Count(trial => trial.Result is TrialResult.Completed),
        FeedGuide.Of(spec, analysis)[0],
        PointEntry.Of(report.Original, report.Original, []),
        [.. report.Points.Select(point => PointEntry.Of(point, report.Original, Lineage(trials, point.Trial))).OrderByDescending(point => point.Size.Bytes).ThenBy(point => point.Trial)],
        report.Recommended,
        spec,
        analysis.Inputs.Length > 1 ? FeedGuide.Of(spec, analysis)[1..] : null,
        Costs(spec, trials).Sum(cost => cost.TrainedImages),
        Costs(spec, trials).Sum(cost => cost.SavedImages));

    /// <summary>Of the trials that the study made itself.</summary>
    private static IEnumerable<TrialCost> Costs(StudySpec spec, ImmutableArray<Trial> trials) =>
        new StudyHistory(spec, trials).Own.Select(trial => trial.Result).OfType<TrialResult.Completed>().Select(result => result.Cost);

    /// <summary>The trials that <paramref name="number"/> goes on from, the first rung first, and itself last.</summary>
    private static ImmutableArray<Trial> Lineage(ImmutableArray<Trial> trials, int number)
    {
        var lineage = ImmutableArray<Trial>.Empty;
        for (int? next = number; next is { } current;)
        {
            var trial = trials.First(t => t.Number == current);
            lineage = lineage.Insert(0, trial);
            next = trial.ContinuesFrom;
        }

        return lineage;
    }
}
