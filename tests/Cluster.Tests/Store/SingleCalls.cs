using System.Collections.Immutable;
using AutoCompress.Host.Store;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Store;

/// <summary>The store's calls for one thing at a time.</summary>
internal static class SingleCalls
{
    public static async Task<StageAdvance> AdvanceAsync(
        this IClusterStore store, StudyLease lease, int? trial, ImmutableArray<Stage> stages, CancellationToken cancellationToken) =>
        Assert.Single(await store.Grains.AdvanceAsync(lease, [new StageWish(trial, stages)], cancellationToken));

    /// <summary>Claims one step and hands the others back.</summary>
    public static async Task<StepLease?> ClaimOneAsync(this IClusterStore store, WorkOffer offer, CancellationToken cancellationToken)
    {
        var leases = await store.Work.ClaimAsync(offer, cancellationToken);
        foreach (var other in leases.Skip(1))
        {
            Assert.True(await store.Work.HandBackAsync(other, cancellationToken));
        }

        return leases.FirstOrDefault();
    }

    public static async Task<bool> CommitAsync(
        this IWorkStore work, StepLease lease, StageOutput output, double seconds, CancellationToken cancellationToken) =>
        Assert.Single(await work.CommitAsync([new FinishedStep(lease, output, seconds)], cancellationToken));
}
