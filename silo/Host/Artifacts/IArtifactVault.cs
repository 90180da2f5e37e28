using AutoCompress.Artifacts;

namespace AutoCompress.Host.Artifacts;

/// <summary>The artifact store as the silo sees it: it can also be listed, cleaned up, and hold small documents under chosen names.</summary>
/// <remarks>
/// <para>An artifact is stored as one or more <b>generations</b>: names that start with its SHA-256 and end in a random part. A generation's
/// name is never used again. Whoever adds content that is there already relies on a generation only while that is younger than
/// <see cref="Fresh"/>, and makes a new one otherwise. So a removal that comes late, from a collector that slept in between, can only hit
/// a generation on which nobody relies: see <see cref="ArtifactCollector"/>.</para>
/// <para>Outages are ridden out for two minutes; a <see cref="Store.StoreException"/> after that says what is wrong.</para>
/// </remarks>
internal interface IArtifactVault : IArtifactStore
{
    /// <summary>Up to this age a generation counts as just added.</summary>
    static readonly TimeSpan Fresh = TimeSpan.FromMinutes(15);

    /// <summary>Where it is, for messages; holds no secret.</summary>
    string Place { get; }

    /// <summary>Small files under chosen names beside the artifacts.</summary>
    IDocumentStore Documents { get; }

    /// <summary>Makes what has to be there once, such as a container, and looks whether the store can be written and read.</summary>
    /// <exception cref="Store.StoreException">It cannot; the message says why and what to do.</exception>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Gives the artifact a fresh generation where it has none, so that it counts as just added.</summary>
    /// <returns>False when it is not there, or cannot be copied and has to be added again.</returns>
    Task<bool> KeepAsync(string sha256, CancellationToken cancellationToken);

    /// <summary>The time by the store's own clock.</summary>
    Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken);

    /// <summary>All generations of all artifacts.</summary>
    IAsyncEnumerable<StoredArtifact> ListAsync(CancellationToken cancellationToken);

    /// <summary>Removes one generation; one that is gone already is fine.</summary>
    Task RemoveAsync(StoredArtifact artifact, CancellationToken cancellationToken);

    /// <summary>Removes what silos that died have left on its way in, where the store does not do so by itself.</summary>
    Task TidyAsync(CancellationToken cancellationToken);
}
