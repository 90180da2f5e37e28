using AutoCompress.Host.Store;
using AutoCompress.Host.Store.Rows;

namespace AutoCompress.Cluster.Tests.Simulation.Memory;

/// <summary>A cluster's store without a database, for simulations: it keeps the contract of the others and takes microseconds.</summary>
internal sealed class MemoryClusterStore : IClusterStore
{
    /// <param name="time">The store's clock.</param>
    /// <param name="coalesced">Between two notes of a result's use; null for the product's.</param>
    public MemoryClusterStore(TimeProvider time, MemoryFlaws flaws = MemoryFlaws.None, TimeSpan? coalesced = null)
    {
        Tables = new MemoryTables(time, flaws) { Coalesced = (long?)coalesced?.TotalMilliseconds ?? StepResultRow.Coalesced };
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
