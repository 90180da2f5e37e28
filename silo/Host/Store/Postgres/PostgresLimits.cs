using AutoCompress.Host.Store.Rows;

namespace AutoCompress.Host.Store.Postgres;

/// <summary>What keeps steps of a tenant from being claimed, in SQL. Without any limits it costs a look into an empty table.</summary>
internal static class PostgresLimits
{
    private const string AnyConcurrency = "EXISTS (SELECT 1 FROM autocompress.tenant WHERE concurrency IS NOT NULL)";
    private const string AnyQuota = "EXISTS (SELECT 1 FROM autocompress.tenant WHERE quota_ms IS NOT NULL)";

    /// <summary>What runs for the tenant <c>t</c>: one row of steps, cores and the core time so far.</summary>
    public static string Running { get; } = $"""
        SELECT count(*) AS steps, coalesce(sum(w.cores), 0) AS cores,
            coalesce(sum((autocompress.now_ms() - w.started_at + {FairShare.Start}) * w.cores), 0)::double precision AS ms
        FROM autocompress.work w JOIN autocompress.active_time a ON a.study = w.study WHERE w.owner IS NOT NULL AND a.tenant = t.name
        """;

    /// <summary>Core time of the period that runs now, of the tenant <c>t</c> and its row <c>u</c> of <c>tenant_use</c>, without what runs.</summary>
    public static string Used { get; } = $"(CASE WHEN u.since = {TenantRow.PeriodStartSql("autocompress.now_ms()")} THEN u.used_ms ELSE 0 END)";

    /// <summary>Names of tenants that have used up their quota.</summary>
    public static string Spent { get; } = $"""
        SELECT t.name FROM autocompress.tenant t JOIN autocompress.tenant_use u ON u.tenant = t.name CROSS JOIN LATERAL ({Running}) r
        WHERE t.quota_ms IS NOT NULL AND {Used} + r.ms >= t.quota_ms
        """;

    /// <summary>Whether the tenant of the study <c>s</c> has core time left.</summary>
    public static string MayRun { get; } = $"""
        (NOT {AnyQuota} OR (SELECT a.tenant FROM autocompress.active_time a WHERE a.study = s.id) NOT IN ({Spent}))
        """;

    /// <summary>Whether the tenant that asked for the step <c>w</c> has not all the cores yet that it may have.</summary>
    public static string HasRoom { get; } = $"""
        (NOT {AnyConcurrency} OR (SELECT a.tenant FROM autocompress.active_time a WHERE a.study = w.study) NOT IN (
            SELECT t.name FROM autocompress.tenant t CROSS JOIN LATERAL ({Running}) r WHERE r.cores >= t.concurrency))
        """;

    /// <summary>An array of tenants with a concurrency and steps in the queue.</summary>
    public static string Limited { get; } = """
        ARRAY(SELECT t.name FROM autocompress.tenant t WHERE t.concurrency IS NOT NULL AND EXISTS (
            SELECT 1 FROM autocompress.work w JOIN autocompress.active_time a ON a.study = w.study WHERE w.owner IS NULL AND a.tenant = t.name))
        """;

    /// <summary>Locks the tenants <c>@limited</c>, one claim at a time: the statements behind it see what the claim before it took.</summary>
    public static string Lock { get; } = "SELECT name FROM autocompress.tenant WHERE name = ANY(@limited) ORDER BY name FOR UPDATE;";

    /// <summary>
    /// A table for the claim's <c>WITH</c>, behind <c>queued</c>: <c>over</c> (id), the steps that would take a tenant over its concurrency, with
    /// all behind them. A tenant that has nothing may have one step, however large. Those of tenants that are not locked wait for the next claim.
    /// </summary>
    public static string Over { get; } = $"""
        over AS MATERIALIZED (
            SELECT x.id FROM (
                SELECT q.id, q.cores, t.name, t.concurrency, r.cores AS running,
                    sum(q.cores) OVER (PARTITION BY t.name ORDER BY q.turn, q.trial, q.id) AS sofar
                FROM queued q JOIN autocompress.active_time a ON a.study = q.study
                    JOIN autocompress.tenant t ON t.name = a.tenant CROSS JOIN LATERAL ({Running}) r
                WHERE t.concurrency IS NOT NULL AND {AnyConcurrency}) x
            WHERE x.name <> ALL(@limited) OR (x.running + x.sofar > x.concurrency AND (x.running > 0 OR x.sofar > x.cores)))
        """;
}
