using Microsoft.Extensions.Logging;

namespace AutoCompress.Host.Silos;

internal sealed partial class Silo
{
    [LoggerMessage(LogLevel.Information, "Silo {Silo} joined with {Cores} cores for {Labels}")]
    private partial void LogJoined(string silo, int cores, string labels);

    [LoggerMessage(LogLevel.Information, "Study {Study} is activated here (fence {Fence})")]
    private partial void LogActivated(string study, long fence);

    [LoggerMessage(LogLevel.Debug, "Step '{Stage}' of {Study}, trial {Trial}, attempt {Attempt}, starts on cores {Cores}")]
    private partial void LogStarted(string stage, string study, int trial, int attempt, string cores);

    [LoggerMessage(LogLevel.Information, "Silo {Silo} drains {Steps} steps")]
    private partial void LogDraining(string silo, int steps);

    [LoggerMessage(LogLevel.Information, "Silo {Silo} left")]
    private partial void LogLeft(string silo);
}
