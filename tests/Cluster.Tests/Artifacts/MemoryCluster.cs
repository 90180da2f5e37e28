using System.Runtime.CompilerServices;
using AutoCompress.Artifacts;
using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Store;

namespace AutoCompress.Cluster.Tests.Artifacts;

/// <summary>An artifact store and a database in memory, whose every request may take any time. They follow the rules of the real ones.</summary>
internal sealed class MemoryCluster(Turns turns, Planted planted) : IArtifactVault, IUpkeepStore
{
    private readonly List<StoredArtifact> _generations = [];
    private int _names;

    /// <summary>What studies refer to.</summary>
    public HashSet<string> Committed { get; } = [];

    /// <summary>What submissions refer to that have not had their last look yet.</summary>
    public HashSet<string> Submitted { get; } = [];

    /// <summary>When the steps began that hold a lease.</summary>
    public Dictionary<object, DateTimeOffset> Running { get; } = [];

    public string Place => "memory";

    public MemoryDocuments Archives { get; } = new(turns) { AreHidden = planted == Planted.ArchivesAreNotListed };

    public IDocumentStore Documents => Archives;

    /// <summary>Studies that have rows.</summary>
    public HashSet<string> Studies { get; } = [];

    public bool Has(string sha256) => _generations.Any(generation => generation.Sha256 == sha256);

    public async Task AddAsync(string sha256)
    {
        if (!await KeepAsync(sha256, default))
        {
            await turns.NextAsync();
            _generations.Add(new StoredArtifact(sha256, NewName(sha256), 1, turns.Now));
        }
    }

    public async Task<bool> KeepAsync(string sha256, CancellationToken cancellationToken)
    {
        await turns.NextAsync();
        var newest = _generations.Where(generation => generation.Sha256 == sha256).MaxBy(generation => generation.At);
        if (newest is null || planted == Planted.OldOnesAreFresh || (await NowAsync(cancellationToken) - newest.At) < IArtifactVault.Fresh)
        {
            return newest is not null;
        }

        await turns.NextAsync();
        if (!_generations.Contains(newest))
        {
            return false;
        }

        _generations.Add(newest with { Name = NewName(sha256), At = turns.Now });
        return true;
    }

    public async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken)
    {
        await turns.NextAsync();
        return turns.Now;
    }

    public async IAsyncEnumerable<StoredArtifact> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await turns.NextAsync();
        foreach (var generation in _generations.ToList())
        {
            yield return generation;
        }
    }

    public async Task RemoveAsync(StoredArtifact artifact, CancellationToken cancellationToken)
    {
        await turns.NextAsync();
        _generations.RemoveAll(generation => generation.Name == artifact.Name);
    }

    public async Task<TimeSpan> LongestStepAsync(CancellationToken cancellationToken)
    {
        await turns.NextAsync();
        return planted == Planted.RunningStepsDoNotCount ? TimeSpan.Zero : Running.Values.Select(began => turns.Now - began).DefaultIfEmpty().Max();
    }

    public Task<int> ForgetUnusedAsync(TimeSpan unused, bool isDryRun, CancellationToken cancellationToken) => Task.FromResult(0);

    public async Task<StoreReferences> ReferencesAsync(CancellationToken cancellationToken)
    {
        await turns.NextAsync();
        return new StoreReferences(Committed.Concat(Submitted).ToHashSet(), Studies.ToHashSet());
    }

    private string NewName(string sha256) => planted == Planted.NamesAreUsedAgain ? sha256 : $"{sha256}.{_names++}";

    public Task TidyAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task PrepareAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string> AddFileAsync(string path, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string> AddAsync(Stream content, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> ExistsAsync(string sha256, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ArtifactFile> GetFileAsync(string sha256, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ClusterMark> MarkAsync(string? proposal, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> ClaimChoreAsync(string chore, string silo, TimeSpan lease, TimeSpan pause, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task EndChoreAsync(string chore, string silo, CancellationToken cancellationToken) => throw new NotSupportedException();
}
