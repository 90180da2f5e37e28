using AutoCompress.Trials;

namespace AutoCompress.Client.Display;

/// <summary>A trial in a few words.</summary>
internal static class TrialText
{
    public static string Outcome(Trial trial) => trial.Result switch
    {
        null => "running",
        TrialResult.Completed => "completed",
        TrialResult.Infeasible infeasible => $"infeasible: {infeasible.Reason}",
        TrialResult.Stopped stopped => $"stopped: {stopped.Reason}",
        TrialResult.Failed failed => $"failed ({KebabCase.Of(failed.Cause)}): {failed.Message}",
        _ => trial.Result.GetType().Name,
    };

    /// <summary>One line: number, origin, and the values or the reason.</summary>
    public static string Line(Trial trial) => trial.Result is TrialResult.Completed completed
        ? $"trial {trial.Number} ({trial.Origin}): {Values(completed)}"
        : $"trial {trial.Number} ({trial.Origin}): {Outcome(trial)}";

    private static string Values(TrialResult.Completed completed) => string.Join(", ", new[] { Metric.Accuracy, Metric.Latency, Metric.Speedup, Metric.Size }
        .Where(completed.Values.ContainsKey)
        .Select(metric => $"{SnakeCase.Of(metric)} {Figures.Of(metric, completed.Values)}"));
}
