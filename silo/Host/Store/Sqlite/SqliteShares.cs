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
            SELECT id AS study, served_ms, weight / sum(weight) OVER (PARTITION BY tenant) AS weight FROM study WHERE state IN {ActiveStates.Sql}),
        served AS (
            SELECT h.study, h.served_ms + coalesce(sum((@now - r.started_at + {FairShare.Start}) * r.cores), 0) / h.weight AS service
            FROM shares h LEFT JOIN work r ON r.study = h.study AND r.owner IS NOT NULL GROUP BY h.study)
        """;

    /// <summary>The least service that anybody counts with.</summary>
    public static string Floor { get; } = $"((SELECT max(service) FROM served) - {FairShare.LongestLag})";

    /// <summary>Charges the core time of a step's run to the study that asked for it, before the run is forgotten.</summary>
    public static void Charge(SqliteSession session, string key) => session.Execute(
        $"""
        UPDATE study SET served_ms = served_ms + w.ms * max(1, (
            SELECT coalesce(sum(b.weight), 0) FROM study b WHERE b.tenant = study.tenant AND b.state IN {ActiveStates.Sql}) / weight)
        FROM (
            SELECT study AS asker, (min(@now, lease_until) - started_at + {FairShare.Start}) * cores AS ms FROM work WHERE key = @key AND owner IS NOT NULL) w
        WHERE id = w.asker
        """,
        new { key });

    /// <summary>A study whose step was taken lags behind no more than anybody may.</summary>
    public static void Settle(SqliteSession session, string study) => session.Execute(
        $"WITH {Tables} UPDATE study SET served_ms = max(served_ms, coalesce({Floor}, 0)) WHERE id = @study", new { study });
}
