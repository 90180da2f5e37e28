using System.Globalization;
using Microsoft.Extensions.Logging;

namespace AutoCompress.Host.Telemetry;

/// <summary>Log lines in a file, so that a terminal stays free for the progress display. The file of the run before is kept as .old.</summary>
/// <remarks>
/// The file is begun with the first line: a process that is refused a folder in use leaves its owner's log alone. A line that a full disk
/// does not take is lost, and counted in the next one that it takes: whoever logs has better things to do than to fail by it.
/// </remarks>
internal sealed class LogFile(string path, TimeProvider clock) : ILoggerProvider
{
    /// <summary>The event of .NET's host for a service that did not start.</summary>
    private const string StartFailed = "HostedServiceStartupFaulted";

    private readonly Lock _lock = new();
    private StreamWriter? _writer;
    private int _lost;

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName[(categoryName.LastIndexOf('.') + 1)..]);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            try
            {
                _writer?.Dispose();
            }
            catch (IOException)
            {
                // The last lines did not fit.
            }
        }
    }

    private static StreamWriter Open(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (File.Exists(path))
        {
            File.Move(path, path + ".old", overwrite: true);
        }

        // Unbuffered: what was refused must not come later, behind the line that counts it.
        return new(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0)) { AutoFlush = true };
    }

    private void Write(LogLevel level, string category, string message, Exception? exception)
    {
        var time = clock.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);
        lock (_lock)
        {
            try
            {
                _writer ??= Open(path);
                var lost = _lost == 0 ? "" : $"{time} {LogLevel.Warning} {nameof(LogFile)}: {_lost} lines before this one could not be written{Environment.NewLine}";
                _writer.WriteLine($"{lost}{time} {level} {category}: {message}{(exception is null ? "" : Environment.NewLine + exception)}");
                _lost = 0;
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                _lost++;
            }
        }
    }

    private sealed class Category(LogFile file, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Name == StartFailed && exception is OperationCanceledException)
            {
                // The host's words for this are those of a failure, with a page of its stack.
                file.Write(LogLevel.Information, name, "Asked to stop while it was starting", null);
            }
            else if (IsEnabled(logLevel))
            {
                file.Write(logLevel, name, formatter(state, exception), exception);
            }
        }
    }
}
