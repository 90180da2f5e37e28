using System.Collections.Immutable;

namespace AutoCompress.Host.Store;

/// <summary>What a silo brings into the cluster.</summary>
/// <param name="Host">The machine it runs on; silos of one machine may offer the same cores.</param>
/// <param name="Cores">Numbers of the machine's cores that its steps may use.</param>
internal sealed record SiloOffer(string Silo, string Host, ImmutableArray<string> Labels, ImmutableArray<int> Cores);
