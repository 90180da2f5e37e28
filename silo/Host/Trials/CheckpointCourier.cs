using System.Collections.Immutable;
using AutoCompress.Artifacts;
using AutoCompress.Host.Store;
using Microsoft.Extensions.Logging;

namespace AutoCompress.Host.Trials;

/// <summary>Brings a step the checkpoint that its last owner left, and hands on its own while it runs, so that another silo can go on.</summary>
/// <remarks>A checkpoint saves time and decides nothing: one that cannot be brought or handed on is done without.</remarks>
internal sealed partial class CheckpointCourier : IAsyncDisposable
{
    private const string Unfinished = ".new";

    private readonly IWorkStore _work;
    private readonly IArtifactStore _artifacts;
    private readonly string _folder;
    private readonly StepLease _lease;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _end;
    private Task _sharing = Task.CompletedTask;
    private string _shared = "";

    private CheckpointCourier(
        IWorkStore work, IArtifactStore artifacts, string folder, StepLease lease, ILogger logger, CancellationToken cancellationToken)
    {
        (_work, _artifacts, _folder, _lease, _logger) = (work, artifacts, folder, lease, logger);
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    /// <param name="folder">Where the step leaves its checkpoints; null where it leaves none.</param>
    /// <param name="pause">Between two looks into the folder; null where no other machine could go on.</param>
    /// <returns>To be disposed when the step has ended; null where there is nothing to do.</returns>
    public static async Task<CheckpointCourier?> StartAsync(
        IWorkStore work,
        IArtifactStore artifacts,
        string? folder,
        StepLease lease,
        TimeSpan? pause,
        TimeProvider time,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        if (folder is null || pause is not { } between)
        {
            return null;
        }

        var courier = new CheckpointCourier(work, artifacts, folder, lease, logger, cancellationToken);
        if (lease.Checkpoint is { } files)
        {
            await courier.BringAsync(files, cancellationToken).ConfigureAwait(false);
        }

        courier._shared = courier.State();
        courier._sharing = courier.ShareAsync(between, time);
        return courier;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _sharing.ConfigureAwait(false);
        _end.Dispose();
    }

    private async Task BringAsync(ImmutableSortedDictionary<string, string> files, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(_folder);
            foreach (var (name, sha256) in files)
            {
                var target = Path.Combine(_folder, name);
                using var file = await _artifacts.GetFileAsync(sha256, cancellationToken).ConfigureAwait(false);
                File.Copy(file.Path, target + Unfinished, overwrite: true);
                File.Move(target + Unfinished, target, overwrite: true);
            }

            LogBrought(_lease.Stage.Name, _lease.Study);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            LogFailed(_lease.Stage.Name, problem.Message);
        }
    }

    private async Task ShareAsync(TimeSpan pause, TimeProvider time)
    {
        using var timer = new PeriodicTimer(pause, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_end.Token).ConfigureAwait(false))
            {
                await LookAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task LookAsync()
    {
        var state = State();
        if (state == _shared)
        {
            return;
        }

        try
        {
            var files = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
            foreach (var file in Files())
            {
                await using var content = file.OpenRead();
                files[file.Name] = await _artifacts.AddAsync(content, _end.Token).ConfigureAwait(false);
            }

            await _work.CheckpointAsync(_lease, files.ToImmutable(), _end.Token).ConfigureAwait(false);
            _shared = state;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            LogFailed(_lease.Stage.Name, problem.Message);
        }
    }

    /// <summary>Changes whenever a file does.</summary>
    private string State() => string.Join('|', Files().Select(file => $"{file.Name} {file.Length} {file.LastWriteTimeUtc.Ticks}"));

    private IEnumerable<FileInfo> Files() => Directory.Exists(_folder)
        ? new DirectoryInfo(_folder).EnumerateFiles().Where(file => file.Extension != Unfinished).OrderBy(file => file.Name, StringComparer.Ordinal)
        : [];

    [LoggerMessage(LogLevel.Information, "Step '{Stage}' of {Study} goes on from the checkpoint of its last owner")]
    private partial void LogBrought(string stage, string study);

    [LoggerMessage(LogLevel.Warning, "A checkpoint of step '{Stage}' could not be handed on: {Message}")]
    private partial void LogFailed(string stage, string message);
}
