using System.Collections.Immutable;
using AutoCompress.Host.Silos;

namespace AutoCompress.Host.Store;

/// <summary>The silos of the cluster.</summary>
internal interface ISiloStore
{
    Task JoinAsync(SiloOffer offer, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>The silo takes no new work from now on.</summary>
    /// <param name="reason">Why, where nobody asked for it; null otherwise.</param>
    Task DrainAsync(string silo, string? reason, CancellationToken cancellationToken);

    /// <summary>The silo takes new work again.</summary>
    Task ReturnAsync(string silo, CancellationToken cancellationToken);

    /// <summary>The silo is gone. What it holds, also by a claim whose answer it never got, is free at once and uncharged.</summary>
    Task LeaveAsync(string silo, CancellationToken cancellationToken);

    Task<ImmutableArray<SiloStatus>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Renews everything that a silo holds. Synchronous: a heartbeat has a thread of its own and must not wait for one of the pool.</summary>
    /// <returns>What became of each lease, by its fence.</returns>
    IReadOnlyDictionary<long, LeaseSignal> Beat(Heartbeat beat);
}
