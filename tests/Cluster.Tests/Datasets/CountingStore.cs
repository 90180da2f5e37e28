using AutoCompress.Artifacts;

namespace AutoCompress.Cluster.Tests.Datasets;

/// <summary>Passes all on, and counts what is read and written.</summary>
internal sealed class CountingStore(IArtifactStore inner) : IArtifactStore
{
    private int _gets;

    public List<string> Added { get; } = [];

    public int Gets => Volatile.Read(ref _gets);

    public Task<string> AddFileAsync(string path, CancellationToken cancellationToken) => inner.AddFileAsync(path, cancellationToken);

    public async Task<string> AddAsync(Stream content, CancellationToken cancellationToken)
    {
        var sha256 = await inner.AddAsync(content, cancellationToken);
        Added.Add(sha256);
        return sha256;
    }

    public Task<bool> ExistsAsync(string sha256, CancellationToken cancellationToken) => inner.ExistsAsync(sha256, cancellationToken);

    public Task<ArtifactFile> GetFileAsync(string sha256, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _gets);
        return inner.GetFileAsync(sha256, cancellationToken);
    }
}
