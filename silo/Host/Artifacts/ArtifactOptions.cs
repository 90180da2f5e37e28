using AutoCompress.Host.Artifacts.Remote;

namespace AutoCompress.Host.Artifacts;

/// <summary>Where artifacts are kept and what of them stays on this machine.</summary>
/// <param name="Address">A folder, or a place in a cloud.</param>
/// <param name="CacheFolder">Of this silo alone; holds copies of what is kept in a cloud, and data sets as files.</param>
internal sealed record ArtifactOptions(ArtifactAddress Address, string CacheFolder)
{
    /// <summary>Where uploads arrive; of this silo alone.</summary>
    public string UploadFolder => Path.Combine(CacheFolder, "uploads");

    /// <summary>Bytes of copies that stay on this machine; default 20 GiB.</summary>
    public long CacheBytes { get; init; } = 20L << 30;

    /// <summary>The cache in its folder, of which a process has one.</summary>
    /// <exception cref="Store.StoreException">The folder cannot be written.</exception>
    public ArtifactCache OpenCache() => new(CacheFolder, CacheBytes);

    /// <summary>How long the store may be away before an operation fails; default 2 minutes.</summary>
    public TimeSpan Patience { get; init; } = Artifacts.Patience.Default;
}
