using Microsoft.Extensions.Logging;

namespace AutoCompress.Host.Studies;

internal sealed partial class StudyGrain
{
    [LoggerMessage(LogLevel.Information, "Study {Study} is planned with {Genes} genes")]
    private partial void LogPlanned(string study, int genes);

    [LoggerMessage(LogLevel.Information, "Study {Study}: {Timed} of {Wished} cuts are timed; latencies predicted from them err by {Error:P0} on average (none: not checked) and are {Used}")]
    private partial void LogTimed(string study, int timed, int wished, double? error, string used);

    [LoggerMessage(LogLevel.Information, "Study {Study} starts with {Seeds} seeds and {Points} measured points of {Studies} earlier studies")]
    private partial void LogWarm(string study, int seeds, int points, int studies);

    [LoggerMessage(LogLevel.Information, "Trial {Trial} of {Study} ended: {Outcome}")]
    private partial void LogFinished(string study, int trial, string outcome);

    [LoggerMessage(LogLevel.Information, "Study {Study}: {Reason}")]
    private partial void LogDecided(string study, string reason);

    [LoggerMessage(LogLevel.Warning, "Study {Study} stops: {Message}")]
    private partial void LogFailed(string study, string message);

    [LoggerMessage(LogLevel.Warning, "A turn of study {Study} was refused, as its lease was lost or somebody stopped the study")]
    private partial void LogRefused(string study);

    [LoggerMessage(LogLevel.Error, "A turn of study {Study} threw")]
    private partial void LogBug(string study, Exception problem);
}
