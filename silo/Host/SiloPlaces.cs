using System.Collections.Immutable;
using AutoCompress.Host.Artifacts;

namespace AutoCompress.Host;

/// <summary>Where a silo keeps what.</summary>
/// <param name="Folder">Its own: caches, work in progress, and with SQLite the store; one process at a time.</param>
public sealed record SiloPlaces(string Folder)
{
    /// <summary>Address of the PostgreSQL database that silos share; null for SQLite in <see cref="Folder"/>. May hold a password.</summary>
    public string? Store { get; init; }

    /// <summary>Where the artifacts are, the same for all silos of one database; default a folder within <see cref="Folder"/>.</summary>
    public ArtifactAddress Artifacts { get; init; } = new ArtifactAddress.Folder(Path.Combine(Folder, "artifacts"));

    /// <summary>Bytes of artifacts from a cloud, and of data sets, that are kept in <see cref="Folder"/>; null for the default.</summary>
    public long? CacheBytes { get; init; }

    /// <summary>Bytes of data that are fetched for one study at most; null for the default.</summary>
    public long? DataBytes { get; init; }

    /// <summary>How long running steps may go on when the silo is asked to stop; null for the default.</summary>
    public TimeSpan? Grace { get; init; }

    /// <summary>How long a lease lasts without a heartbeat; it is trusted for three quarters and renewed every eighth of that. Null for the default.</summary>
    public TimeSpan? Lease { get; init; }

    /// <summary>Numbers of the processor cores that steps may use; null for those that this process may use.</summary>
    public IReadOnlyList<int>? Cores { get; init; }

    /// <summary>The name of the machine's kind; null for what it calls itself.</summary>
    public string? Device { get; init; }

    /// <summary>What steps may ask of the silo beside what follows from the machine; null for the default, which is all of it.</summary>
    public ImmutableArray<string>? Labels { get; init; }

    /// <summary>Whether studies may bring a program that scores predictions.</summary>
    public bool AllowsCommands { get; init; }

    /// <summary>Leaves the address out, as it may hold a password.</summary>
    public override string ToString() => $"{nameof(SiloPlaces)} {{ {nameof(Folder)} = {Folder}, {nameof(Artifacts)} = {Artifacts} }}";
}
