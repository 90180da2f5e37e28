using AutoCompress.Trials;
using Microsoft.Extensions.Logging;

namespace AutoCompress.Host.Trials;

internal sealed partial class StepRunner
{
    [LoggerMessage(LogLevel.Debug, "Step '{Stage}' of {Study}, trial {Trial}: {Outcome}")]
    private partial void LogEnded(string stage, string study, int trial, string outcome);

    [LoggerMessage(LogLevel.Warning, "Step '{Stage}' of {Study}, trial {Trial}, failed ({Cause}): {Message}")]
    private partial void LogFailed(string stage, string study, int trial, FailureCause cause, string message);

    [LoggerMessage(LogLevel.Warning, "Step '{Stage}' of {Study}, trial {Trial}: the lease was lost, nothing is written")]
    private partial void LogLost(string stage, string study, int trial);

    [LoggerMessage(LogLevel.Warning, "Step '{Stage}' of {Study}, trial {Trial}: what it wrote was refused, as its lease was lost")]
    private partial void LogRefused(string stage, string study, int trial);

    [LoggerMessage(LogLevel.Warning, "Step '{Stage}' of {Study}, trial {Trial}: files of earlier steps are gone, these run again")]
    private partial void LogGone(string stage, string study, int trial);

    [LoggerMessage(LogLevel.Error, "Step '{Stage}' threw")]
    private partial void LogBug(string stage, Exception problem);

    [LoggerMessage(LogLevel.Warning, "The folder {Folder} could not be removed: {Message}")]
    private partial void LogLeftOver(string folder, string message);
}
