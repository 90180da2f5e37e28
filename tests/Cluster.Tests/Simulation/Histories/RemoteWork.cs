using System.Collections.Immutable;
using AutoCompress.Host.Store;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Simulation.Histories;

/// <inheritdoc/>
internal sealed class RemoteWork(Network network, Process process, IWorkStore work) : IWorkStore
{
    /// <remarks>Some time later, lease or no lease, each step leaves a checkpoint.</remarks>
    public async Task<ImmutableArray<StepLease>> ClaimAsync(WorkOffer offer, CancellationToken cancellationToken)
    {
        var leases = await network.Write(
            process, "claim", offer.Silo, () => work.ClaimAsync(offer, CancellationToken.None), cancellationToken).ConfigureAwait(false);
        foreach (var lease in leases)
        {
            process.Later(network.CheckpointTime(), () => _ = LeaveAsync(lease));
        }

        return leases;
    }

    public Task<ImmutableArray<bool>> CommitAsync(ImmutableArray<FinishedStep> steps, CancellationToken cancellationToken) =>
        network.Write(process, "commit", steps[0].Lease.Key, () => work.CommitAsync(steps, CancellationToken.None), cancellationToken);

    public Task<bool> FailAsync(StepLease lease, FailureCause cause, string message, CancellationToken cancellationToken) =>
        Write("fail", lease, () => work.FailAsync(lease, cause, message, CancellationToken.None), cancellationToken);

    public Task<bool> HandBackAsync(StepLease lease, CancellationToken cancellationToken) =>
        Write("hand back", lease, () => work.HandBackAsync(lease, CancellationToken.None), cancellationToken);

    public Task<bool> SuspendAsync(StepLease lease, string message, CancellationToken cancellationToken) =>
        Write("suspend", lease, () => work.SuspendAsync(lease, message, CancellationToken.None), cancellationToken);

    public Task<bool> ForgetAsync(StepLease lease, ImmutableArray<string> keys, CancellationToken cancellationToken) =>
        Write("forget", lease, () => work.ForgetAsync(lease, keys, CancellationToken.None), cancellationToken);

    public Task<bool> CheckpointAsync(StepLease lease, ImmutableSortedDictionary<string, string> files, CancellationToken cancellationToken) =>
        Write("checkpoint", lease, () => work.CheckpointAsync(lease, files, CancellationToken.None), cancellationToken);

    public Task<StageOutput?> ResultAsync(string key, CancellationToken cancellationToken) =>
        network.Read(process, "result", key, () => work.ResultAsync(key, CancellationToken.None), cancellationToken);

    private async Task LeaveAsync(StepLease lease)
    {
        var files = ImmutableSortedDictionary<string, string>.Empty.Add("state.bin", $"{process.Name} {lease.Fence}");
        try
        {
            await CheckpointAsync(lease, files, CancellationToken.None).ConfigureAwait(false);
        }
        catch (StoreException)
        {
            // A checkpoint saves time and decides nothing.
        }
    }

    private Task<bool> Write(string name, StepLease lease, Func<Task<bool>> write, CancellationToken cancellationToken) =>
        network.Write(process, name, lease.Key, write, cancellationToken);
}
