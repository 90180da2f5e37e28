using AutoCompress.Host.Silos;
using AutoCompress.Host.Store;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AutoCompress.Host.Archive;

/// <summary>Archives the studies that this silo works on, beside their turns; once an hour one of the silos looks for what others have left.</summary>
internal sealed partial class ArchivingService(
    ArchiveQueue queue, ArchiveWriter writer, IClusterStore store, IOptions<SiloOptions> silo, TimeProvider time, ILogger<ArchivingService> logger) : BackgroundService
{
    private const string Chore = "archive";
    private const int Batch = 1000;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    /// <summary>Between two looks of one silo for what others left; the first one is at its start.</summary>
    private static readonly TimeSpan Round = TimeSpan.FromMinutes(20);

    /// <summary>Between two of these of a cluster.</summary>
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>What the end of the process waits for.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(10);

    /// <summary>Studies of which it was said that their archive cannot go on.</summary>
    private readonly HashSet<string> _stuck = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        using var patience = new CancellationTokenSource(Farewell, time);
        await ArchiveAsync(all: true, patience.Token).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        long? round = null;
        try
        {
            while (true)
            {
                var changed = queue.Changed.Next;
                if (round is null || time.GetElapsedTime(round.Value) >= Round)
                {
                    round = time.GetTimestamp();
                    await LookForLeftOversAsync(stoppingToken).ConfigureAwait(false);
                }

                await ArchiveAsync(all: false, stoppingToken).ConfigureAwait(false);
                await Task.WhenAny(changed, Task.Delay(Look, time, stoppingToken)).ConfigureAwait(false);
                stoppingToken.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task ArchiveAsync(bool all, CancellationToken cancellationToken)
    {
        foreach (var study in queue.Take(all))
        {
            try
            {
                if (await writer.RunAsync(study, cancellationToken).ConfigureAwait(false) is { } problem && _stuck.Add(study))
                {
                    LogStuck(problem);
                }
            }
            catch (StoreException problem)
            {
                // Whoever works here will notice too; this can wait.
                queue.PutBack(study);
                LogFailed(study, problem.Message);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                queue.PutBack(study);
                return;
            }
        }
    }

    /// <summary>Of silos that died, and orders to studies on which nobody worked.</summary>
    private async Task LookForLeftOversAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await store.Upkeep.ClaimChoreAsync(Chore, silo.Value.Id, Hour, Hour, cancellationToken).ConfigureAwait(false))
            {
                foreach (var study in await store.Archive.BehindAsync(Batch, cancellationToken).ConfigureAwait(false))
                {
                    queue.PutBack(study);
                }

                await store.Upkeep.EndChoreAsync(Chore, silo.Value.Id, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (StoreException problem)
        {
            LogFailed("any study", problem.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The archive of {Study} could not be brought up to date and is tried again: {Message}")]
    private partial void LogFailed(string study, string message);

    [LoggerMessage(LogLevel.Warning, "{Problem}")]
    private partial void LogStuck(string problem);
}
