using System.Collections.Immutable;
using AutoCompress.Host.Silos;

namespace AutoCompress.Host.Store.Rows;

/// <summary>A row of the table <c>silo</c>.</summary>
internal sealed class SiloRow
{
    public string Id { get; set; } = "";

    public string Labels { get; set; } = "";

    public long Cores { get; set; }

    public long StartedAt { get; set; }

    public long SeenAt { get; set; }

    public long LeaseUntil { get; set; }

    public bool Draining { get; set; }

    public string? Reason { get; set; }

    public long RunningSteps { get; set; }

    /// <summary>The store's clock when the row was read, in milliseconds since 1970.</summary>
    public long Now { get; set; }

    public SiloStatus ToStatus() => new(
        Id,
        Json.Read<ImmutableArray<string>>(Labels),
        (int)Cores,
        (int)RunningSteps,
        DateTimeOffset.FromUnixTimeMilliseconds(StartedAt),
        DateTimeOffset.FromUnixTimeMilliseconds(SeenAt),
        LeaseUntil >= Now,
        Draining) { Reason = Reason };
}
