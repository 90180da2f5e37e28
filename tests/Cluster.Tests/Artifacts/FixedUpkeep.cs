using AutoCompress.Host.Store;

namespace AutoCompress.Cluster.Tests.Artifacts;

/// <summary>A store that refers to what it is told.</summary>
internal sealed record FixedUpkeep(HashSet<string> References, TimeSpan Longest) : IUpkeepStore
{
    public Task<ClusterMark> MarkAsync(string? proposal, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> ClaimChoreAsync(string chore, string silo, TimeSpan lease, TimeSpan pause, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task EndChoreAsync(string chore, string silo, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<TimeSpan> LongestStepAsync(CancellationToken cancellationToken) => Task.FromResult(Longest);

    public Task<int> ForgetUnusedAsync(TimeSpan unused, bool isDryRun, CancellationToken cancellationToken) => Task.FromResult(0);

    public Task<StoreReferences> ReferencesAsync(CancellationToken cancellationToken) => Task.FromResult(new StoreReferences(References, new HashSet<string>()));
}
