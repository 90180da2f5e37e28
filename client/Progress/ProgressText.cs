using System.Collections.Immutable;
using System.Globalization;
using AutoCompress.Client.Results;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Client.Progress;

/// <summary>Words of the progress display.</summary>
internal static class ProgressText
{
    public static ImmutableArray<string> FrontTitles { get; } = ["trial", "rung", "accuracy", "lost", "size", "smaller", "latency", "faster", "kept", "precision"];

    public static string Phase(StudyState state) => state switch
    {
        StudyState.Planning => "planning: analysing the model and its sensitivity",
        StudyState.Exploring => "exploring: short trials",
        StudyState.Refining => "refining: training the best points on",
        StudyState.Finalising => "finalising: measuring the front again",
        StudyState.Completed => "completed",
        StudyState.Paused => "paused",
        StudyState.Cancelled => "cancelled",
        _ => "failed",
    };

    public static string Counts(StudySnapshot now)
    {
        var saved = now.Trials.Select(trial => trial.Result).OfType<TrialResult.Completed>().Sum(result => result.Cost.SavedImages);
        return Format(
            $"{now.Status.CompletedTrials} trials completed, {now.Status.FinishedTrials - now.Status.CompletedTrials} ended otherwise, {now.Status.RunningTrials} running")
            + (saved > 0 ? Format($"; training on {saved:N0} samples was not repeated") : "");
    }

    public static TimeSpan Left(StudySnapshot now)
    {
        var left = now.Status.Spec.Budget.Time - now.Status.ActiveTime;
        return left < TimeSpan.Zero ? TimeSpan.Zero : left;
    }

    public static string Clock(TimeSpan time) => Format($"{(int)time.TotalMinutes}:{time.Seconds:00}");

    /// <summary>The cells of a completed trial; the original's size is trial 1's neighbour <paramref name="originalBytes"/>.</summary>
    public static ImmutableArray<string> FrontCells(Trial trial, double? originalBytes)
    {
        var values = ((TrialResult.Completed)trial.Result!).Values;
        string Cell(Metric metric, Func<Measurement, string> text) => values.TryGetValue(metric, out var value) ? text(value) : "–";
        return
        [
            Format($"{trial.Number}"),
            Format($"{trial.Fidelity.Rung}"),
            Cell(Metric.Accuracy, a => Format($"{a.Value * 100:0.00} %")),
            Cell(Metric.AccuracyDrop, d => Format($"{d.Value * 100:+0.00;−0.00;0.00}")),
            Cell(Metric.Size, s => FrontText.Bytes(s.Value)),
            originalBytes is { } full ? Cell(Metric.Size, s => Format($"{full / s.Value:0.0}×")) : "–",
            Cell(Metric.Latency, l => Format($"{l.Value:0.000} ms")),
            Cell(Metric.Speedup, s => Format($"{s.Value:0.00}×")),
            Kept(trial.Candidate),
            KebabCase.Of(trial.Candidate.Precision()),
        ];
    }

    /// <summary>One line about a trial that has just ended.</summary>
    public static string Ended(Trial trial) => trial.Result switch
    {
        TrialResult.Completed { Values: var v } => Format(
            $"trial {trial.Number,3}  {v[Metric.Accuracy].Value * 100,6:0.00} %  {FrontText.Bytes(v[Metric.Size].Value),9}  {v[Metric.Speedup].Value,5:0.00}× faster  {KebabCase.Of(trial.Candidate.Precision()),-12} {trial.Origin}"),
        TrialResult.Infeasible { Reason: var reason } => Format($"trial {trial.Number,3}  infeasible: {reason}"),
        TrialResult.Stopped { Reason: var reason } => Format($"trial {trial.Number,3}  stopped: {reason}"),
        TrialResult.Failed { Cause: var cause, Message: var message } => Format($"trial {trial.Number,3}  failed ({KebabCase.Of(cause)}): {message}"),
        _ => Format($"trial {trial.Number,3}  running"),
    };

    private static string Kept(Candidate candidate)
    {
        var ratios = candidate.Values.Where(gene => gene.Key.StartsWith(GeneNames.KeepPrefix, StringComparison.Ordinal)).Select(gene => gene.Value.Number).ToList();
        var skipped = candidate.Values.Count(gene => gene.Key.StartsWith(GeneNames.BlockPrefix, StringComparison.Ordinal) && gene.Value.Choice == GeneNames.SkipBlock);
        var widths = ratios.Count == 0 ? "–" : Format($"{ratios.Average() * 100:0} %");
        return skipped == 0 ? widths : Format($"{widths} −{skipped} blocks");
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
