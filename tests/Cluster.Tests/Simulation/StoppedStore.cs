using AutoCompress.Host.Store;

namespace AutoCompress.Cluster.Tests.Simulation;

/// <summary>The store as a process sees it that is stopped and goes on much later: from <see cref="Stop"/> on it hears of nothing.</summary>
internal sealed class StoppedStore : IClusterStore
{
    private readonly IClusterStore _inner;
    private volatile bool _stopped;

    public StoppedStore(IClusterStore inner)
    {
        _inner = inner;
        _ = ForwardAsync(inner.Changes, Changes);
        _ = ForwardAsync(inner.Orders, Orders);
    }

    public IStudyStore Studies => _inner.Studies;

    public IGrainStore Grains => _inner.Grains;

    public IWorkStore Work => _inner.Work;

    public ISiloStore Silos => _inner.Silos;

    public ITenantStore Tenants => _inner.Tenants;

    public IUpkeepStore Upkeep => _inner.Upkeep;

    public IArchiveStore Archive => _inner.Archive;

    public ChangeSignal Changes { get; } = new();

    public ChangeSignal Orders { get; } = new();

    public void Stop() => _stopped = true;

    public void Dispose() => _inner.Dispose();

    private async Task ForwardAsync(ChangeSignal from, ChangeSignal to)
    {
        var next = from.Next;
        while (true)
        {
            await next;
            if (_stopped)
            {
                return;
            }

            next = from.Next;
            to.Pulse();
        }
    }
}
