using System.Globalization;
using Microsoft.Extensions.Logging;

namespace AutoCompress.Host.Telemetry;

/// <summary>Log lines in a file, so that a terminal stays free for the progress display. The file of the run before is kept as .old.</summary>
/// <remarks>The file is begun with the first line: a process that is refused a folder in use leaves its owner's log alone.</remarks>
internal sealed class LogFile : ILoggerProvider
{
    private readonly Lazy<StreamWriter> _writer;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();

    public LogFile(string path, TimeProvider clock)
    {
        _clock = clock;
        _writer = new(() =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (File.Exists(path))
            {
                File.Move(path, path + ".old", overwrite: true);
            }

            return new(path) { AutoFlush = true };
        });
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName[(categoryName.LastIndexOf('.') + 1)..]);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_writer.IsValueCreated)
        {
            _writer.Value.Dispose();
        }
    }

    private void Write(LogLevel level, string category, string message, Exception? exception)
    {
        var time = _clock.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);
        lock (_lock)
        {
            _writer.Value.WriteLine($"{time} {level} {category}: {message}");
            if (exception is not null)
            {
                _writer.Value.WriteLine(exception);
            }
        }
    }

    private sealed class Category(LogFile file, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                file.Write(logLevel, name, formatter(state, exception), exception);
            }
        }
    }
}
