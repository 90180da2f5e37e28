using AutoCompress.Host.Silos;
using AutoCompress.Host.Store;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AutoCompress.Host.Artifacts;

/// <summary>Collects what nothing needs once in a while: whichever silo claims it first, one at a time.</summary>
internal sealed partial class CollectingService(
    IArtifactUpkeep upkeep, IUpkeepStore store, IOptions<SiloOptions> silo, TimeProvider time, ILogger<CollectingService> logger) : BackgroundService
{
    private const string Chore = "collect";

    /// <summary>Between two looks whether it is time; the first one after this long too.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(20);

    /// <summary>Between two collections of a cluster.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromHours(6);

    /// <summary>A collector that has not said that it is done after this long is taken for dead. Two at once do no harm.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromHours(2);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                await TryAsync(stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!await store.ClaimChoreAsync(Chore, silo.Value.Id, Lease, Pause, cancellationToken).ConfigureAwait(false))
            {
                return;
            }

            var done = await upkeep.CollectAsync(IArtifactUpkeep.UsualAge, IArtifactUpkeep.UsualUnused, isDryRun: false, cancellationToken).ConfigureAwait(false);
            await store.EndChoreAsync(Chore, silo.Value.Id, cancellationToken).ConfigureAwait(false);
            LogCollected(done.Forgotten, done.Removed, done.RemovedBytes, done.Kept, done.Young);
        }
        catch (StoreException problem)
        {
            // Whoever works here will notice too; this can wait.
            LogFailed(problem.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "Forgot {Forgotten} results that nobody asked for any more, removed {Removed} artifacts ({Bytes} bytes) that nothing needs; {Kept} are needed, {Young} too young to say")]
    private partial void LogCollected(int forgotten, int removed, long bytes, int kept, int young);

    [LoggerMessage(LogLevel.Warning, "Artifacts could not be collected: {Message}")]
    private partial void LogFailed(string message);
}
