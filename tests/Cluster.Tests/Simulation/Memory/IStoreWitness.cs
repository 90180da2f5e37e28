using AutoCompress.Host.Store;
using AutoCompress.Host.Tenants;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Simulation.Memory;

/// <summary>Sees what becomes of the store's rows, in the order in which it does, flaws and all. It changes nothing.</summary>
internal interface IStoreWitness
{
    void StudyClaimed(StudyLease lease);

    /// <param name="seen">The sequence number that the turn was made from.</param>
    void TurnAccepted(MemoryStudy study, StudyLease lease, long seen, StudyTurn turn);

    void StepClaimed(MemoryWorkRow step);

    /// <summary>A write under a step's lease was accepted; the row is as before it.</summary>
    void StepWritten(MemoryWorkRow step, StepLease lease, string write);

    /// <summary>A write under a lease that is lost was refused.</summary>
    void StepRefused(StepLease lease, string write);

    /// <summary>The row has a new checkpoint.</summary>
    void CheckpointKept(MemoryWorkRow step);

    /// <summary>A step is taken from its owner; the row is as before.</summary>
    /// <param name="died">Whether that counts as its owner's death.</param>
    void StepRescued(MemoryWorkRow step, bool died);

    /// <summary>A step is taken from a silo that leaves; the row is as before.</summary>
    void StepLeft(MemoryWorkRow step);

    void Poisoned(MemoryWorkRow step);

    /// <summary>A step failed by its owner's word; the row is as before.</summary>
    void StepFailed(MemoryWorkRow step, StepFailure failure);

    void ResultKept(MemoryResult result);

    void ResultForgotten(string key);

    /// <summary>A study has asked for a result and found it.</summary>
    void ResultAsked(string key);

    /// <summary>A result is about to be forgotten because nobody has asked for it.</summary>
    /// <param name="unused">For how long, at least.</param>
    void ResultAged(MemoryResult result, TimeSpan unused);

    /// <summary>What a tenant may have is about to change.</summary>
    void TenantSet(string tenant, TenantLimits limits);

    /// <summary>A transaction that wrote is over.</summary>
    void Wrote(string name);

    /// <summary>A hint goes out to all silos.</summary>
    /// <param name="order">Whether running steps should hear of it.</param>
    void Hinted(bool order);
}
