using AutoCompress.Host.Store;

namespace AutoCompress.Cluster.Tests.Simulation.Memory;

/// <summary>A row of the table <c>silo</c>.</summary>
internal sealed class MemorySiloRow(SiloOffer offer, long now)
{
    public SiloOffer Offer => offer;

    public long StartedAt { get; } = now;

    public long SeenAt { get; set; } = now;

    public long LeaseUntil { get; set; }

    public string? Reason { get; set; }

    public bool Draining { get; set; }
}
