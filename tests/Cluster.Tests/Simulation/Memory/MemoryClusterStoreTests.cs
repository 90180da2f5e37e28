using AutoCompress.Cluster.Tests.Store;
using AutoCompress.Host.Store;

namespace AutoCompress.Cluster.Tests.Simulation.Memory;

public sealed class MemoryClusterStoreTests : ClusterStoreContract
{
    private readonly ManualClock _clock = new();

    private protected override IClusterStore Open() => new MemoryClusterStore(_clock);

    protected override void Advance(TimeSpan time) => _clock.Advance(time);
}
