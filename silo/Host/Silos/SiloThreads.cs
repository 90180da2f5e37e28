using Microsoft.Extensions.Logging;

namespace AutoCompress.Host.Silos;

/// <inheritdoc/>
internal sealed class SiloThreads(TimeProvider clock, ILoggerFactory loggers) : ISiloThreads
{
    /// <inheritdoc/>
    public TaskCreationOptions Waiters => TaskCreationOptions.RunContinuationsAsynchronously;

    /// <inheritdoc/>
    public Task Run(Func<Task> step) => Task.Run(step, CancellationToken.None);

    /// <inheritdoc/>
    public Task Pause(TimeSpan time, CancellationToken cancellationToken) => Task.Delay(time, clock, cancellationToken);

    /// <inheritdoc/>
    public void Cancel(CancellationTokenSource source) => _ = source.CancelAsync();

    /// <inheritdoc/>
    public IHeartbeat Start(LeaseKeeper keeper, TimeSpan between) => new HeartbeatThread(keeper, between, loggers.CreateLogger<HeartbeatThread>());
}
