using Microsoft.Extensions.Logging;

namespace AutoCompress.Host.Studies;

internal sealed partial class StudyGrain
{
    [LoggerMessage(LogLevel.Information, "Study {Study} is planned with {Genes} genes")]
    private partial void LogPlanned(string study, int genes);

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
