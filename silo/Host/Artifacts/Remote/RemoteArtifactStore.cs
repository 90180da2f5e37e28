using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using AutoCompress.Artifacts;
using AutoCompress.Host.Store;

namespace AutoCompress.Host.Artifacts.Remote;

/// <summary>Artifacts in a container of a cloud, read through a cache on this machine.</summary>
internal sealed class RemoteArtifactStore : IArtifactVault, IDisposable
{
    private const string Clock = "clock";

    /// <summary>As long as Azure keeps blocks of an upload that never ended.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(7);

    private readonly IObjectStorage _storage;
    private readonly ArtifactCache _cache;
    private readonly ArtifactDownload _download;

    public RemoteArtifactStore(IObjectStorage storage, ArtifactCache cache, Patience patience)
    {
        (_storage, _cache) = (storage, cache);
        _download = new ArtifactDownload(storage, patience);
        Documents = new ObjectDocuments(storage, patience);
    }

    /// <inheritdoc/>
    public string Place => _storage.Place;

    /// <inheritdoc/>
    public IDocumentStore Documents { get; }

    /// <inheritdoc/>
    public Task PrepareAsync(CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        await _storage.PrepareAsync(cancellationToken).ConfigureAwait(false);
        return await NowAsync(cancellationToken).ConfigureAwait(false);
    });

    /// <inheritdoc/>
    public async Task<string> AddFileAsync(string path, CancellationToken cancellationToken)
    {
        string sha256;
        await using (var file = ForReading(path))
        {
            sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false));
        }

        await StoreAsync(path, sha256, cancellationToken).ConfigureAwait(false);
        return sha256;
    }

    /// <inheritdoc/>
    public async Task<string> AddAsync(Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        var arriving = _cache.NewIncoming();
        try
        {
            string sha256;
            await using (var file = new HashedFile(arriving))
            {
                await file.AppendAsync(content, cancellationToken).ConfigureAwait(false);
                sha256 = file.Hash();
            }

            await StoreAsync(arriving, sha256, cancellationToken).ConfigureAwait(false);
            return sha256;
        }
        finally
        {
            File.Delete(arriving);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> ExistsAsync(string sha256, CancellationToken cancellationToken) =>
        await NewestAsync(sha256, cancellationToken).ConfigureAwait(false) is not null;

    /// <inheritdoc/>
    public Task<ArtifactFile> GetFileAsync(string sha256, CancellationToken cancellationToken)
    {
        var prefix = ArtifactNames.Prefix(sha256);
        return _cache.GetAsync(sha256, path => FetchAsync(sha256, prefix, path, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> KeepAsync(string sha256, CancellationToken cancellationToken) => GuardAsync(async () =>
        await NewestAsync(sha256, cancellationToken).ConfigureAwait(false) is { } newest
            && ((await NowAsync(cancellationToken).ConfigureAwait(false) - newest.At).Duration() < IArtifactVault.Fresh
                || await _storage.RefreshAsync(newest, ArtifactNames.NewGeneration(sha256), cancellationToken).ConfigureAwait(false)));

    /// <inheritdoc/>
    public Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        await _storage.PutAsync(Clock, "What time is it here?"u8.ToArray(), replace: true, cancellationToken).ConfigureAwait(false);
        return (await _storage.FindAsync(Clock, cancellationToken).ConfigureAwait(false))?.At
            ?? throw new StoreException($"{Place}: what was just written is not there.");
    });

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredArtifact> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var found in Explained.ListAsync(_storage, "", cancellationToken).ConfigureAwait(false))
        {
            if (ArtifactNames.HashIn(found.Name) is { } sha256)
            {
                yield return new StoredArtifact(sha256, found.Name, found.Bytes, found.At) { Tag = found.Tag };
            }
        }
    }

    /// <inheritdoc/>
    public Task RemoveAsync(StoredArtifact artifact, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        await _storage.RemoveAsync(new StoredObject(artifact.Name, artifact.Bytes, artifact.At, artifact.Tag), cancellationToken).ConfigureAwait(false);
        return true;
    });

    /// <inheritdoc/>
    public Task TidyAsync(CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        await _storage.TidyAsync(await NowAsync(cancellationToken).ConfigureAwait(false) - Abandoned, cancellationToken).ConfigureAwait(false);
        return true;
    });

    public void Dispose() => _storage.Dispose();

    private static FileStream ForReading(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 17, useAsync: true);

    /// <summary>Sees to it that the artifact is there and fresh, and keeps the file here too.</summary>
    private async Task StoreAsync(string path, string sha256, CancellationToken cancellationToken)
    {
        var isThere = false;
        while (!isThere)
        {
            isThere = await KeepAsync(sha256, cancellationToken).ConfigureAwait(false) || await GuardAsync(async () =>
            {
                await using var file = ForReading(path);
                return await UploadAsync(file, sha256, cancellationToken).ConfigureAwait(false);
            }).ConfigureAwait(false);
        }

        _cache.Admit(path, sha256);
    }

    private async Task<bool> UploadAsync(FileStream file, string sha256, CancellationToken cancellationToken)
    {
        if (file.Length <= _storage.PartBytes)
        {
            var content = new byte[file.Length];
            await file.ReadExactlyAsync(content, cancellationToken).ConfigureAwait(false);
            return await _storage.PutAsync(ArtifactNames.NewGeneration(sha256), content, replace: true, cancellationToken).ConfigureAwait(false);
        }

        var name = await _storage.UnfinishedAsync(ArtifactNames.Prefix(sha256), cancellationToken).ConfigureAwait(false);
        return await _storage.UploadAsync(name ?? ArtifactNames.NewGeneration(sha256), file, cancellationToken).ConfigureAwait(false);
    }

    private async Task FetchAsync(string sha256, string prefix, string path, CancellationToken cancellationToken)
    {
        var generations = new List<StoredObject>();
        await foreach (var found in Explained.ListAsync(_storage, prefix, cancellationToken).ConfigureAwait(false))
        {
            generations.Add(found);
        }

        foreach (var generation in generations.OrderByDescending(found => found.At))
        {
            if (await GuardAsync(() => _download.RunAsync(generation, sha256, path, cancellationToken)).ConfigureAwait(false))
            {
                return;
            }
        }

        throw new FileNotFoundException(
            generations.Count == 0 ? $"There is no artifact {sha256} in {Place}." : $"What {Place} holds as {sha256} is damaged: it has another SHA-256.");
    }

    private async Task<StoredObject?> NewestAsync(string sha256, CancellationToken cancellationToken)
    {
        StoredObject? newest = null;
        await foreach (var found in Explained.ListAsync(_storage, ArtifactNames.Prefix(sha256), cancellationToken).ConfigureAwait(false))
        {
            newest = newest is null || found.At > newest.At ? found : newest;
        }

        return newest;
    }

    private Task<T> GuardAsync<T>(Func<Task<T>> work) => Explained.RunAsync(_storage, work);
}
