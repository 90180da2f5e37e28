using AutoCompress.Host.Store.Rows;

namespace AutoCompress.Host.Store.Postgres;

/// <summary><see cref="FairShare"/> in SQL.</summary>
internal static class PostgresShares
{
    /// <summary>A table for a query's <c>WITH</c>: <c>shares</c> (study, weight: its part of the cluster, relative to others).</summary>
    public static string Shares { get; } = $"""
        shares AS MATERIALIZED (
            SELECT a.study, a.served_ms, a.weight / sum(a.weight) OVER (PARTITION BY a.tenant) AS weight
            FROM autocompress.active_time a JOIN autocompress.study s ON s.id = a.study WHERE s.state IN {ActiveStates.Sql})
        """;

    /// <summary>The same, and <c>served</c> (study, weight, service: in milliseconds of a core).</summary>
    public static string Tables { get; } = $"""
        {Shares},
        served AS MATERIALIZED (
            SELECT h.study, h.weight,
                h.served_ms + coalesce(sum((autocompress.now_ms() - r.started_at + {FairShare.Start}) * r.cores), 0) / h.weight AS service
            FROM shares h LEFT JOIN autocompress.work r ON r.study = h.study AND r.owner IS NOT NULL
            GROUP BY h.study, h.weight, h.served_ms)
        """;

    /// <summary>The least service that anybody counts with.</summary>
    public static string Floor { get; } = $"((SELECT max(service) FROM served) - {FairShare.LongestLag})";

    /// <summary>Adds <c>@ms</c> of core time to what <c>@charged</c> had. The rows of the table <c>active_time</c> are locked already.</summary>
    public static string Charge { get; } = $"""
        UPDATE autocompress.active_time a SET served_ms = a.served_ms + c.ms * greatest(1, (
            SELECT sum(b.weight) FROM autocompress.active_time b JOIN autocompress.study s ON s.id = b.study
            WHERE b.tenant = a.tenant AND s.state IN {ActiveStates.Sql}) / a.weight)
        FROM (SELECT study, sum(ms) AS ms FROM unnest(@charged, @ms) AS c (study, ms) GROUP BY study) c WHERE a.study = c.study;
        """;

    /// <summary>What ends the run of the step <c>w</c> charges: its study and the core time.</summary>
    public static string Charged { get; } =
        $"w.study, (least(autocompress.now_ms(), w.lease_until) - w.started_at + {FairShare.Start})::double precision * w.cores AS ms";
}
