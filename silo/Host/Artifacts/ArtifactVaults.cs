using Azure.Identity;
using AutoCompress.Host.Artifacts.Azure;
using AutoCompress.Host.Artifacts.Remote;
using AutoCompress.Host.Artifacts.S3;
using AutoCompress.Host.Store;

namespace AutoCompress.Host.Artifacts;

/// <summary>Opens the artifact store that an address names.</summary>
internal static class ArtifactVaults
{
    /// <exception cref="StoreException">The folder cannot be written, or the environment's settings cannot be read.</exception>
    /// <param name="cache">Where copies of what is kept in a cloud stay.</param>
    public static IArtifactVault Open(ArtifactOptions options, ArtifactCache cache, TimeProvider time) => options.Address switch
    {
        ArtifactAddress.Folder folder => new FileArtifactStore(folder.Path, time, options.Patience),
        ArtifactAddress.AzureBlob blob => Remote(
            new AzureContainer(
                blob,
                AzureAccount.Of(blob.Account, Environment.GetEnvironmentVariable, () => new DefaultAzureCredential()),
                time,
                options.Patience),
            options,
            cache,
            time),
        ArtifactAddress.S3 s3 => Remote(new S3Bucket(s3, S3Client.Open(s3, Environment.GetEnvironmentVariable), time, options.Patience), options, cache, time),
        var other => throw new InvalidOperationException($"{other} is no address of artifacts."),
    };

    /// <param name="storage">Belongs to the vault from here on.</param>
    public static RemoteArtifactStore Remote(IObjectStorage storage, ArtifactOptions options, ArtifactCache cache, TimeProvider time) =>
        new(storage, cache, new Patience(storage.IsPassing, options.Patience, time));
}
