using AutoCompress.Host.Store.Rows;

namespace AutoCompress.Host.Store.Sqlite;

/// <summary><see cref="FairShare"/> in SQL.</summary>
internal static class SqliteShares
{
    /// <summary>
    /// Tables for a query's <c>WITH</c>: <c>shares</c> (study, weight: its part of the cluster, relative to others), and <c>served</c> (study,
    /// service: in milliseconds of a core).
    /// </summary>
    public static string Tables { get; } = $"""
        shares AS (
            SELECT s.id AS study, s.served_ms, s.start_ms, s.weight / sum(s.weight) OVER (PARTITION BY s.tenant) * coalesce(t.weight, 1) AS weight
            FROM study s LEFT JOIN tenant t ON t.name = s.tenant WHERE s.state IN {ActiveStates.Sql}),
        served AS (
            SELECT h.study, h.served_ms + coalesce(sum((@now - r.started_at + {FairShare.Start}) * r.cores), 0) / h.weight AS service
            FROM shares h LEFT JOIN work r ON r.study = h.study AND r.owner IS NOT NULL GROUP BY h.study)
        """;

    private static readonly string Run =
        $"SELECT study AS asker, (min(@now, lease_until) - started_at + {FairShare.Start}) * cores AS ms FROM work WHERE key = @key AND owner IS NOT NULL";

    /// <summary>The least service that anybody counts with.</summary>
    public static string Floor { get; } = $"((SELECT max(start_ms) FROM shares) - {FairShare.LongestLag})";

    /// <summary>A query of <see cref="ShareRow"/>s.</summary>
    public static string Rows { get; } = $"""
        SELECT s.id AS study, s.tenant, s.weight, coalesce(t.weight, 1.0) AS tenant_weight, t.concurrency, s.tenant IN ({SqliteLimits.Spent}) AS spent
        FROM study s LEFT JOIN tenant t ON t.name = s.tenant WHERE s.state IN {ActiveStates.Sql}
        """;

    /// <summary>Charges the core time of a step's run to the study that asked for it and to its tenant, before the run is forgotten.</summary>
    public static void Charge(SqliteSession session, string key) => session.Execute(
        $"""
        UPDATE study SET used_ms = used_ms + w.ms, served_ms = served_ms + w.ms * max(1, (
            SELECT coalesce(sum(b.weight), 0) FROM study b WHERE b.tenant = study.tenant AND b.state IN {ActiveStates.Sql}) / weight)
            / coalesce((SELECT t.weight FROM tenant t WHERE t.name = study.tenant), 1)
        FROM ({Run}) w WHERE id = w.asker;
        UPDATE tenant AS t SET used_ms = {SqliteLimits.Used} + w.ms, used_since = {TenantRow.PeriodStartSql("@now")}
        FROM ({Run}) w JOIN study s ON s.id = w.asker WHERE t.name = s.tenant;
        """,
        new { key });

    /// <summary>A study whose step is about to be taken lags behind no more than anybody may, and the others no more behind this step.</summary>
    public static void Settle(SqliteSession session, string study) => session.Execute(
        $"""
        WITH {Tables} UPDATE study SET served_ms = max(served_ms, coalesce({Floor}, 0)),
            start_ms = max(start_ms, coalesce({Floor}, 0), coalesce((SELECT service FROM served WHERE study = @study), 0))
        WHERE id = @study
        """,
        new { study });
}
