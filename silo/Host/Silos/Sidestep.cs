using AutoCompress.Host.Store;
using AutoCompress.Host.Workers;
using AutoCompress.Trials;
using Microsoft.Extensions.Logging;

namespace AutoCompress.Host.Silos;

/// <summary>
/// A silo whose own disk fails it steps aside where others can go on: it takes no steps until there is room again, and its studies are not
/// paused for it. To the cluster it drains meanwhile.
/// </summary>
internal sealed partial class Sidestep(ISiloStore silos, SiloOptions options, ISiloThreads threads, TimeProvider time, ILogger<Sidestep> logger)
{
    /// <summary>A step that failed here so often is not this silo's trouble alone: it would go round and round.</summary>
    private const int Times = 3;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly OneAtATime _turns = new(threads.Waiters);
    private readonly Dictionary<string, int> _failed = new(StringComparer.Ordinal);
    private TimeSpan _pause = FirstPause;
    private long? _since;

    /// <summary>Steps aside if another silo can run what failed here.</summary>
    /// <param name="message">What failed.</param>
    /// <returns>False when there is no such silo, or the step fails wherever it runs: then somebody has to mend something.</returns>
    public Task<bool> TryAsync(Stage stage, string message) => _turns.RunAsync(async () =>
    {
        _failed[stage.Key] = _failed.GetValueOrDefault(stage.Key) + 1;
        if (_failed[stage.Key] > Times || !await OthersAsync(stage).ConfigureAwait(false))
        {
            return false;
        }

        if (_since is null)
        {
            await silos.DrainAsync(options.Id, message, CancellationToken.None).ConfigureAwait(false);
            _since = time.GetTimestamp();
            LogAside(options.Id, message);
        }

        // Of two that step aside at the same time, the second sees that it is the last.
        return await OthersAsync(stage).ConfigureAwait(false);
    });

    /// <summary>A step went well: the next trouble is a new one.</summary>
    public void Succeeded() => _pause = FirstPause;

    /// <summary>Whether this silo takes steps. One that is aside looks now and then whether it can again, less and less often while it cannot.</summary>
    public Task<bool> MayWorkAsync(CancellationToken cancellationToken) => _turns.RunAsync(async () =>
    {
        if (_since is not { } since)
        {
            return true;
        }

        if (time.GetElapsedTime(since) < _pause)
        {
            return false;
        }

        _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
        if (Surroundings.DiskFault(options.WorkFolder) is not null)
        {
            _since = time.GetTimestamp();
            return false;
        }

        await silos.ReturnAsync(options.Id, cancellationToken).ConfigureAwait(false);
        _since = null;
        LogBack(options.Id);
        return true;
    });

    private async Task<bool> OthersAsync(Stage stage) =>
        (await silos.ListAsync(CancellationToken.None).ConfigureAwait(false))
        .Any(silo => silo.Id != options.Id && silo is { IsAlive: true, IsDraining: false } && stage.Labels.All(label => silo.Labels.Contains(label)));

    [LoggerMessage(LogLevel.Warning, "Silo {Silo} steps aside until there is room, others go on: {Message}")]
    private partial void LogAside(string silo, string message);

    [LoggerMessage(LogLevel.Information, "Silo {Silo} takes steps again")]
    private partial void LogBack(string silo);
}
