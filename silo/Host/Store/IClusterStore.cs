namespace AutoCompress.Host.Store;

/// <summary>The rows that studies, trials and steps live in: SQLite in one process, PostgreSQL in a cluster, one contract for both.</summary>
/// <remarks>
/// Every method is one short transaction. Time is the store's own clock. A write under a lease is guarded by the lease's fence:
/// an owner that lost its lease changes nothing, however late it wakes.
/// </remarks>
internal interface IClusterStore : IDisposable
{
    /// <summary>What users ask and order.</summary>
    IStudyStore Studies { get; }

    /// <summary>The turns of the studies' activations.</summary>
    IGrainStore Grains { get; }

    /// <summary>Unfinished steps and the results of finished ones.</summary>
    IWorkStore Work { get; }

    /// <summary>The silos and their heartbeats.</summary>
    ISiloStore Silos { get; }

    /// <summary>For whom studies are, and what these may have.</summary>
    ITenantStore Tenants { get; }

    /// <summary>What belongs to the cluster as a whole.</summary>
    IUpkeepStore Upkeep { get; }

    /// <summary>Studies as a whole, for their archive.</summary>
    IArchiveStore Archive { get; }

    /// <summary>Pulses after writes that others may wait for. A hint: pulses may be lost and a poll is the truth.</summary>
    ChangeSignal Changes { get; }

    /// <summary>Pulses after an order that running steps should hear of.</summary>
    ChangeSignal Orders { get; }
}
