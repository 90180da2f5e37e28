using System.Collections.Immutable;
using AutoCompress.Host.Store;

namespace AutoCompress.Cluster.Tests.Simulation.Histories;

/// <inheritdoc/>
internal sealed class RemoteGrains(Network network, Process process, IGrainStore grains) : IGrainStore
{
    public Task<ImmutableArray<StudyLease>> ClaimAsync(string silo, TimeSpan lease, CancellationToken cancellationToken) =>
        network.Write(process, "claim studies", silo, () => grains.ClaimAsync(silo, lease, CancellationToken.None), cancellationToken);

    public Task<StudyRecord?> ReadAsync(StudyLease lease, StudyRecord? known, CancellationToken cancellationToken) =>
        network.Read(process, "read", lease.Study, () => grains.ReadAsync(lease, known, CancellationToken.None), cancellationToken);

    public Task<ImmutableArray<StageAdvance>> AdvanceAsync(StudyLease lease, ImmutableArray<StageWish> wishes, CancellationToken cancellationToken) =>
        network.Write(process, "advance", lease.Study, () => grains.AdvanceAsync(lease, wishes, CancellationToken.None), cancellationToken);

    public Task<TurnOutcome> CommitAsync(StudyLease lease, long seen, StudyTurn turn, CancellationToken cancellationToken) =>
        network.Write(process, "turn", lease.Study, () => grains.CommitAsync(lease, seen, turn, CancellationToken.None), cancellationToken);

    public Task ReleaseAsync(StudyLease lease, CancellationToken cancellationToken) => network.Write(
        process,
        "release",
        lease.Study,
        async () =>
        {
            await grains.ReleaseAsync(lease, CancellationToken.None);
            return true;
        },
        cancellationToken);
}
