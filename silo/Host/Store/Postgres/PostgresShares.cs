using AutoCompress.Host.Store.Rows;

namespace AutoCompress.Host.Store.Postgres;

/// <summary><see cref="FairShare"/> in SQL.</summary>
internal static class PostgresShares
{
    /// <summary>
    /// Tables for a query's <c>WITH</c>: <c>shares</c> (study, weight: its part of the cluster, relative to others), and <c>served</c> (study,
    /// weight, service: in milliseconds of a core).
    /// </summary>
    public static string Tables { get; } = $"""
        shares AS MATERIALIZED (
            SELECT a.study, a.served_ms, a.start_ms, a.weight / sum(a.weight) OVER (PARTITION BY a.tenant) * coalesce(t.weight, 1) AS weight
            FROM autocompress.active_time a JOIN autocompress.study s ON s.id = a.study LEFT JOIN autocompress.tenant t ON t.name = a.tenant
            WHERE s.state IN {ActiveStates.Sql}),
        served AS MATERIALIZED (
            SELECT h.study, h.weight,
                h.served_ms + coalesce(sum((autocompress.now_ms() - r.started_at + {FairShare.Start}) * r.cores), 0) / h.weight AS service
            FROM shares h LEFT JOIN autocompress.work r ON r.study = h.study AND r.owner IS NOT NULL
            GROUP BY h.study, h.weight, h.served_ms)
        """;

    /// <summary>A query of <see cref="ShareRow"/>s.</summary>
    public static string Rows { get; } = $"""
        SELECT a.study, a.tenant, a.weight, coalesce(t.weight, 1) AS tenant_weight, t.concurrency, NOT {PostgresLimits.MayRun} AS spent
        FROM autocompress.active_time a JOIN autocompress.study s ON s.id = a.study LEFT JOIN autocompress.tenant t ON t.name = a.tenant
        WHERE s.state IN {ActiveStates.Sql};
        """;

    /// <summary>The least service that anybody counts with.</summary>
    public static string Floor { get; } = $"((SELECT max(start_ms) FROM shares) - {FairShare.LongestLag})";

    /// <summary>
    /// Adds <c>@ms</c> of core time to what <c>@charged</c> and its tenant had. The rows of the table <c>active_time</c> are locked already; those of
    /// <c>tenant_use</c> come after them.
    /// </summary>
    public static string Charge { get; } = $"""
        UPDATE autocompress.active_time a SET used_ms = a.used_ms + c.ms, served_ms = a.served_ms + c.ms * greatest(1, (
            SELECT sum(b.weight) FROM autocompress.active_time b JOIN autocompress.study s ON s.id = b.study
            WHERE b.tenant = a.tenant AND s.state IN {ActiveStates.Sql}) / a.weight)
            / coalesce((SELECT t.weight FROM autocompress.tenant t WHERE t.name = a.tenant), 1)
        FROM (SELECT study, sum(ms) AS ms FROM unnest(@charged, @ms) AS c (study, ms) GROUP BY study) c WHERE a.study = c.study;
        UPDATE autocompress.tenant_use o SET used_ms = c.used + c.ms, since = c.start
        FROM (
            SELECT t.name, {TenantRow.PeriodStartSql("autocompress.now_ms()")} AS start, {PostgresLimits.Used} AS used, sum(m.ms) AS ms
            FROM unnest(@charged, @ms) AS m (study, ms) JOIN autocompress.active_time a ON a.study = m.study
                JOIN autocompress.tenant t ON t.name = a.tenant JOIN autocompress.tenant_use u ON u.tenant = t.name
            GROUP BY t.name, u.since, u.used_ms) c
        WHERE o.tenant = c.name;
        """;

    /// <summary>What ends the run of the step <c>w</c> charges: its study and the core time.</summary>
    public static string Charged { get; } =
        $"w.study, (least(autocompress.now_ms(), w.lease_until) - w.started_at + {FairShare.Start})::double precision * w.cores AS ms";
}
