using System.Security.Cryptography;
using AutoCompress.Client.Commands;
using AutoCompress.Client.Studies;
using AutoCompress.Trials;
using AutoCompress.Wire.Framing;

namespace AutoCompress.Client.Errors;

/// <summary>Turns what went wrong into a line for a person and an exit code; a stack trace goes to a file.</summary>
internal static class ErrorReport
{
    /// <summary>The job could not be done.</summary>
    public const int Failed = 1;

    /// <summary>A bug of AutoCompress.</summary>
    public const int Bug = 70;

    /// <summary>Ctrl-C.</summary>
    public const int Interrupted = 130;

    private const string LogName = "last-error.log";

    /// <summary>Runs a command; whatever it throws ends as a message on <paramref name="error"/>.</summary>
    /// <param name="logFolder">Where a bug's details go; null for the user's own data folder.</param>
    public static async Task<int> GuardAsync(Func<Task<int>> command, TextWriter error, string? logFolder = null)
    {
        try
        {
            return await command().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return Interrupted;
        }
#pragma warning disable CA1031 // The last stop before the user.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var expected = MessageOf(exception);
            await error.WriteLineAsync($"error: {expected ?? BugMessage(exception, logFolder)}").ConfigureAwait(false);
            return expected is null ? Bug : Failed;
        }
    }

    /// <summary>What to tell of an expected failure; null for a bug.</summary>
    internal static string? MessageOf(Exception exception) => exception switch
    {
        CommandException or StudyFileException or StepFailureException => exception.Message,
        GrpcException grpc => MessageOf(grpc),
        UnauthorizedAccessException or IOException => exception.Message,
        CryptographicException => $"A certificate or key cannot be read: {exception.Message}",
        AggregateException { InnerExceptions: [var only] } => MessageOf(only),
        _ => null,
    };

    private static string MessageOf(GrpcException exception) => exception.Code switch
    {
        GrpcCode.Unavailable => $"{exception.Status.Message.TrimEnd('.')}. Start a server with 'autocompress serve', or name another with --server.",
        GrpcCode.Unimplemented => $"The server does not know this call; it is an older version, or no AutoCompress server. ({exception.Status.Message})",
        _ when exception.Status.Message.Length > 0 => exception.Status.Message,
        _ => $"The server answers {KebabCase.Of(exception.Code)}.",
    };

    private static string BugMessage(Exception exception, string? logFolder)
    {
        var line = $"This is a bug in AutoCompress: {exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")}";
        return WriteLog(exception, logFolder) is { } path ? $"{line} The details are in {path}." : line;
    }

    private static string? WriteLog(Exception exception, string? folder)
    {
        try
        {
            folder ??= Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "autocompress");
            Directory.CreateDirectory(folder);
            var path = Path.Combine(folder, LogName);
            File.WriteAllText(path, $"{TimeProvider.System.GetUtcNow():u}\n{StoreOptions.Redact(Environment.CommandLine)}\n{exception}\n");
            return path;
        }
        catch (Exception other) when (other is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
