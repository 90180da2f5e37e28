using AutoCompress.Host.Silos;

namespace AutoCompress.Cluster.Tests.Simulation.Histories;

/// <summary>All that a silo does, as events of its process.</summary>
internal sealed class SimulatedThreads(Process process, RemoteStore store) : ISiloThreads
{
    public TaskCreationOptions Waiters => TaskCreationOptions.None;

    public async Task Run(Func<Task> step)
    {
        await process.Pass(TimeSpan.Zero).ConfigureAwait(false);
        await step().ConfigureAwait(false);
    }

    public Task Pause(TimeSpan time, CancellationToken cancellationToken) => process.Sleep(time, cancellationToken);

    public void Cancel(CancellationTokenSource source) => source.Cancel();

    public IHeartbeat Start(LeaseKeeper keeper, TimeSpan between) => new SimulatedHeartbeat(keeper, between, process, store);
}
