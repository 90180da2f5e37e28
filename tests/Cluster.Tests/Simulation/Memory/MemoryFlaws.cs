namespace AutoCompress.Cluster.Tests.Simulation.Memory;

/// <summary>Bugs that the store can be given, to see that the simulator finds them.</summary>
[Flags]
internal enum MemoryFlaws
{
    None = 0,

    /// <summary>A step's row may be written by whoever claimed it once.</summary>
    NoFenceCheck = 1,

    /// <summary>A turn is committed whatever happened since the study was read.</summary>
    NoSeqCheck = 2,

    /// <summary>A rescue takes the steps that a look found some time ago, without looking whether that still holds.</summary>
    UnguardedRescue = 4,

    /// <summary>A result is written before the lease is checked, over the one that is there.</summary>
    LastResultWins = 8,

    /// <summary>Steps are claimed however many cores their tenant has.</summary>
    NoConcurrencyCheck = 16,

    /// <summary>Steps are claimed whether their tenant has used up its quota or not.</summary>
    NoQuotaCheck = 32,

    /// <summary>That a result is used is not noted.</summary>
    NoNoteOfUse = 64,

    /// <summary>Results of studies that go on grow old too.</summary>
    AgesTheUnended = 128,
}
