using AutoCompress.Host.Store.Rows;

namespace AutoCompress.Host.Store.Sqlite;

/// <summary>What keeps steps of a tenant from being claimed.</summary>
internal static class SqliteLimits
{
    /// <summary>Core time of the period that runs now, of the tenant <c>t</c>, without what runs.</summary>
    public static string Used { get; } = $"(CASE WHEN t.used_since = {TenantRow.PeriodStartSql("@now")} THEN t.used_ms ELSE 0 END)";

    /// <summary>Names of tenants that have used up their quota.</summary>
    public static string Spent { get; } = $"""
        SELECT t.name FROM tenant t WHERE t.quota_ms IS NOT NULL AND {Used} + (
            SELECT coalesce(sum((@now - r.started_at + {FairShare.Start}) * r.cores), 0)
            FROM work r JOIN study a ON a.id = r.study WHERE r.owner IS NOT NULL AND a.tenant = t.name) >= t.quota_ms
        """;

    /// <summary>The tenant that asked for a step, if one more step of these cores would take it over its concurrency; null for one that may have it.</summary>
    /// <remarks>A tenant that has nothing may have one step, however large.</remarks>
    public static string? Full(SqliteSession session, string study, long cores) => session.Find<string>(
        """
        SELECT name FROM (
            SELECT t.name, t.concurrency, (
                SELECT sum(r.cores) FROM work r JOIN study a ON a.id = r.study WHERE r.owner IS NOT NULL AND a.tenant = t.name) AS running
            FROM tenant t JOIN study s ON s.tenant = t.name WHERE s.id = @study AND t.concurrency IS NOT NULL)
        WHERE running > 0 AND running + @cores > concurrency
        """,
        new { study, cores });
}
