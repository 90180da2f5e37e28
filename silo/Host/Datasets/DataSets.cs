using AutoCompress.Artifacts;
using AutoCompress.Datasets;
using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Artifacts.Remote;

namespace AutoCompress.Host.Datasets;

/// <summary>Packed data sets as folders of this silo, in the cache of its artifacts: put together once, shared by steps and studies.</summary>
internal sealed class DataSets(IArtifactVault artifacts, ArtifactCache cache)
{
    /// <summary>The folder of a data set. It stays there until the answer is disposed.</summary>
    /// <param name="manifest">SHA-256 of its manifest.</param>
    /// <exception cref="FileNotFoundException">The manifest or a shard is gone.</exception>
    /// <exception cref="Store.StoreException">The store is away, or the folder cannot be written.</exception>
    public Task<ArtifactFile> GetAsync(string manifest, CancellationToken cancellationToken) => cache.GetFolderAsync(
        manifest,
        async folder =>
        {
            using var file = await artifacts.GetFileAsync(manifest, cancellationToken).ConfigureAwait(false);
            var content = DataManifest.Read(await File.ReadAllTextAsync(file.Path, cancellationToken).ConfigureAwait(false));

            // The files are here then; the shards would be here twice.
            await DataUnpacker.RunAsync(content, artifacts, folder, cache.Drop, cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);
}
