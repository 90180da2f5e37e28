using System.Collections.Immutable;
using AutoCompress.Host.Store;

namespace AutoCompress.Host.Silos;

/// <summary>A heartbeat on its way to the store and back.</summary>
/// <param name="Held">The leases that it speaks of.</param>
/// <param name="Since">Timestamp of before it was sent: trust counts from there, whatever the way takes.</param>
internal sealed record OpenBeat(Heartbeat Heartbeat, ImmutableArray<HeldLease> Held, long Since);
