using System.Collections.Immutable;
using AutoCompress.Host.Silos;

namespace AutoCompress.Host.Store.Sqlite;

/// <summary>A row of the table <c>silo</c>.</summary>
internal sealed class SiloRow
{
    public string Id { get; set; } = "";

    public string Labels { get; set; } = "";

    public long Cores { get; set; }

    public long StartedAt { get; set; }

    public long SeenAt { get; set; }

    public long LeaseUntil { get; set; }

    public long Draining { get; set; }

    public long RunningSteps { get; set; }

    public SiloStatus ToStatus(long now) => new(
        Id,
        Json.Read<ImmutableArray<string>>(Labels),
        (int)Cores,
        (int)RunningSteps,
        DateTimeOffset.FromUnixTimeMilliseconds(StartedAt),
        DateTimeOffset.FromUnixTimeMilliseconds(SeenAt),
        LeaseUntil >= now,
        Draining != 0);
}
