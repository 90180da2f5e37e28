namespace AutoCompress.Cluster.Tests.Chaos;

/// <summary>What a round is.</summary>
internal sealed record ChaosPlan
{
    /// <summary>Of the script of faults.</summary>
    public required int Seed { get; init; }

    public int Trials { get; init; } = 60;

    public int Silos { get; init; } = 4;

    /// <summary>Seconds of the silos' leases: short, so that what has to be waited for is.</summary>
    public int Lease { get; init; } = 4;

    /// <summary>Whether the artifacts are in Azure Blob Storage (the emulator) and not in a folder: in every fourth round, and the same for the same seed.</summary>
    public bool IsInAzure => Seed % 4 == 0;

    /// <summary>A round that is not over by then has come to a standstill.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(8);
}
