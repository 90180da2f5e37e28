using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using AutoCompress.Artifacts;
using AutoCompress.Host.Artifacts;

namespace AutoCompress.Cluster.Tests.Archive;

/// <summary>An artifact store that has artifacts only by name, beside the documents that it is given.</summary>
internal sealed class DocumentVault(IDocumentStore documents) : IArtifactVault
{
    private readonly SortedSet<string> _artifacts = new(StringComparer.Ordinal);

    public string Place => "memory";

    public IDocumentStore Documents => documents;

    public async Task<string> AddAsync(Stream content, CancellationToken cancellationToken)
    {
        var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
        _artifacts.Add(sha256);
        return sha256;
    }

    public Task<bool> ExistsAsync(string sha256, CancellationToken cancellationToken) => Task.FromResult(_artifacts.Contains(sha256));

    /// <summary>Nobody here looks into it.</summary>
    public Task<ArtifactFile> GetFileAsync(string sha256, CancellationToken cancellationToken) => Task.FromResult(new ArtifactFile("/dev/null"));

    public async IAsyncEnumerable<StoredArtifact> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var sha256 in _artifacts)
        {
            yield return new StoredArtifact(sha256, sha256, 1, DateTimeOffset.UnixEpoch);
        }
    }

    public Task<string> AddFileAsync(string path, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> KeepAsync(string sha256, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task PrepareAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task RemoveAsync(StoredArtifact artifact, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task TidyAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
}
