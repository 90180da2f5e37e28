using AutoCompress.Artifacts;

namespace AutoCompress.Cluster.Tests.Simulation.Histories;

/// <summary>The artifacts of a history: names without content.</summary>
internal sealed class SharedArtifacts(World world)
{
    private readonly SortedSet<string> _there = new(StringComparer.Ordinal);

    /// <summary>Forgets a third of all outputs.</summary>
    public void Lose() => _there.RemoveWhere(_ => world.Chance(0.33));

    /// <summary>As <paramref name="process"/> reaches them.</summary>
    public IArtifactStore For(Process process) => new View(this, process);

    private sealed class View(SharedArtifacts all, Process process) : IArtifactStore
    {
        public async Task<string> AddFileAsync(string path, CancellationToken cancellationToken)
        {
            await process.Pass(TimeSpan.FromMilliseconds(20)).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            all._there.Add(path);
            return path;
        }

        public Task<string> AddAsync(Stream content, CancellationToken cancellationToken) => throw new NotSupportedException("Simulated steps leave files.");

        public Task<bool> ExistsAsync(string sha256, CancellationToken cancellationToken) => Task.FromResult(all._there.Contains(sha256));

        public Task<ArtifactFile> GetFileAsync(string sha256, CancellationToken cancellationToken) => Task.FromResult(new ArtifactFile(sha256));
    }
}
