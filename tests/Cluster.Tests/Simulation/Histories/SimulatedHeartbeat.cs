using AutoCompress.Host.Silos;
using AutoCompress.Host.Store;

namespace AutoCompress.Cluster.Tests.Simulation.Histories;

/// <summary>Does what <see cref="HeartbeatThread"/> does, without a thread.</summary>
internal sealed class SimulatedHeartbeat : IHeartbeat
{
    private readonly LeaseKeeper _keeper;
    private readonly Process _process;
    private readonly RemoteStore _store;
    private TaskCompletionSource _wake = new();
    private bool _stopped;

    public SimulatedHeartbeat(LeaseKeeper keeper, TimeSpan between, Process process, RemoteStore store)
    {
        (_keeper, _process, _store) = (keeper, process, store);
        _ = RunAsync(between);
    }

    public void BeatSoon() => _wake.TrySetResult();

    public void Dispose()
    {
        _stopped = true;
        _wake.TrySetResult();
    }

    private async Task RunAsync(TimeSpan between)
    {
        while (true)
        {
            await Task.WhenAny(_wake.Task, _process.Sleep(between, CancellationToken.None)).ConfigureAwait(false);
            if (_stopped)
            {
                return;
            }

            _wake = new TaskCompletionSource();
            var beat = _keeper.Begin();
            try
            {
                _keeper.End(beat, await _store.BeatAsync(beat.Heartbeat).ConfigureAwait(false));
            }
            catch (StoreException)
            {
                // Missed: the leases run out by themselves if the store stays away.
            }
        }
    }
}
