using System.Collections.Immutable;
using AutoCompress.Host.Silos;
using AutoCompress.Host.Store;

namespace AutoCompress.Cluster.Tests.Simulation.Histories;

/// <inheritdoc/>
internal sealed class RemoteSilos(Network network, Process process, ISiloStore silos) : ISiloStore
{
    public Task JoinAsync(SiloOffer offer, TimeSpan lease, CancellationToken cancellationToken) =>
        DoAsync("join", offer.Silo, () => silos.JoinAsync(offer, lease, CancellationToken.None), cancellationToken);

    public Task DrainAsync(string silo, string? reason, CancellationToken cancellationToken) =>
        DoAsync("drain", silo, () => silos.DrainAsync(silo, reason, CancellationToken.None), cancellationToken);

    public Task ReturnAsync(string silo, CancellationToken cancellationToken) =>
        DoAsync("return", silo, () => silos.ReturnAsync(silo, CancellationToken.None), cancellationToken);

    public Task LeaveAsync(string silo, CancellationToken cancellationToken) =>
        DoAsync("leave", silo, () => silos.LeaveAsync(silo, CancellationToken.None), cancellationToken);

    public Task<ImmutableArray<SiloStatus>> ListAsync(CancellationToken cancellationToken) =>
        network.Read(process, "list silos", "", () => silos.ListAsync(CancellationToken.None), cancellationToken);

    public IReadOnlyDictionary<long, LeaseSignal> Beat(Heartbeat beat) => throw new NotSupportedException("A simulated heartbeat waits for nothing.");

    public Task<IReadOnlyDictionary<long, LeaseSignal>> BeatAsync(Heartbeat beat) => network.Beat(process, () => Task.FromResult(silos.Beat(beat)));

    private Task<bool> DoAsync(string name, string silo, Func<Task> write, CancellationToken cancellationToken) => network.Write(
        process,
        name,
        silo,
        async () =>
        {
            await write();
            return true;
        },
        cancellationToken);
}
