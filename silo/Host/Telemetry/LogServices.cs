using Microsoft.Extensions.Logging;

namespace AutoCompress.Host.Telemetry;

/// <summary>Where log lines go.</summary>
public static class LogServices
{
    /// <summary>Writes log lines of level information and above to <paramref name="path"/>.</summary>
    public static ILoggingBuilder AddLogFile(this ILoggingBuilder logging, string path) => logging.AddProvider(new LogFile(path, TimeProvider.System));
}
