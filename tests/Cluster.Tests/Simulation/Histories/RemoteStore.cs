using AutoCompress.Host.Store;

namespace AutoCompress.Cluster.Tests.Simulation.Histories;

/// <summary>The cluster's store as one process has it: behind the network.</summary>
internal sealed class RemoteStore(Network network, Process process, IClusterStore store) : IClusterStore
{
    private readonly RemoteSilos _silos = new(network, process, store.Silos);

    public IStudyStore Studies { get; } = new RemoteStudies(network, process, store.Studies);

    public IGrainStore Grains { get; } = new RemoteGrains(network, process, store.Grains);

    public IWorkStore Work { get; } = new RemoteWork(network, process, store.Work);

    public ISiloStore Silos => _silos;

    public ITenantStore Tenants => store.Tenants;

    public IUpkeepStore Upkeep => store.Upkeep;

    public IArchiveStore Archive => store.Archive;

    public ChangeSignal Changes { get; } = new(TaskCreationOptions.None);

    public ChangeSignal Orders { get; } = new(TaskCreationOptions.None);

    public Task<IReadOnlyDictionary<long, LeaseSignal>> BeatAsync(Heartbeat beat) => _silos.BeatAsync(beat);

    public void Dispose()
    {
    }
}
