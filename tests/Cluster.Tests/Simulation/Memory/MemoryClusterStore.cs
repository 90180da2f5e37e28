using AutoCompress.Host.Store;

namespace AutoCompress.Cluster.Tests.Simulation.Memory;

/// <summary>A cluster's store without a database, for simulations: it keeps the contract of the others and takes microseconds.</summary>
internal sealed class MemoryClusterStore : IClusterStore
{
    /// <param name="time">The store's clock.</param>
    public MemoryClusterStore(TimeProvider time, MemoryFlaws flaws = MemoryFlaws.None)
    {
        Tables = new MemoryTables(time, flaws);
        Studies = new MemoryStudies(Tables);
        Grains = new MemoryGrains(Tables);
        Work = new MemoryWork(Tables);
        Silos = new MemorySilos(Tables);
        Tenants = new MemoryTenants(Tables);
        Upkeep = new MemoryUpkeep(Tables);
        Archive = new MemoryArchive(Tables);
    }

    public MemoryTables Tables { get; }

    public IStudyStore Studies { get; }

    public IGrainStore Grains { get; }

    public IWorkStore Work { get; }

    public ISiloStore Silos { get; }

    public ITenantStore Tenants { get; }

    public IUpkeepStore Upkeep { get; }

    public IArchiveStore Archive { get; }

    public ChangeSignal Changes => Tables.Changes;

    public ChangeSignal Orders => Tables.Orders;

    public void Dispose()
    {
    }
}
