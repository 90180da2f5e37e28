using System.Collections.Immutable;
using AutoCompress.Host.Store.Rows;
using AutoCompress.Host.Tenants;

namespace AutoCompress.Host.Store.Sqlite;

/// <inheritdoc/>
internal sealed class SqliteTenants(SqliteDatabase database, ChangeSignal changes) : ITenantStore
{
    private static readonly string All = $"""
        WITH named AS (SELECT name FROM tenant UNION SELECT tenant FROM study),
        running AS (
            SELECT a.tenant, count(*) AS steps, sum(r.cores) AS cores, sum((@now - r.started_at + {FairShare.Start}) * r.cores) AS ms
            FROM work r JOIN study a ON a.id = r.study WHERE r.owner IS NOT NULL GROUP BY a.tenant)
        SELECT n.name, coalesce(t.weight, 1.0) AS weight, t.concurrency, t.quota_ms, t.period_ms, t.since, coalesce(t.used_since, 0) AS used_since,
            coalesce(t.used_ms, 0.0) AS used_ms, @now AS now, coalesce(r.steps, 0) AS running_steps, coalesce(r.cores, 0) AS running_cores,
            CAST(coalesce(r.ms, 0) AS REAL) AS running_ms,
            (SELECT coalesce(sum(s.used_ms), 0.0) FROM study s WHERE s.tenant = n.name) AS total_ms,
            (SELECT count(*) FROM study s WHERE s.tenant = n.name AND s.state IN {ActiveStates.Sql}) AS active_studies
        FROM named n LEFT JOIN tenant t ON t.name = n.name LEFT JOIN running r ON r.tenant = n.name
        """;

    /// <inheritdoc/>
    public Task<ImmutableArray<TenantStatus>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult(database.Read(session => TenantRow.ToStatus(session.Query<TenantRow>(All))));

    /// <inheritdoc/>
    public Task SetAsync(string tenant, TenantLimits limits, CancellationToken cancellationToken)
    {
        database.Write("set tenant", session => session.Execute(
            """
            INSERT INTO tenant (name, weight, concurrency, quota_ms, period_ms, since, used_since)
            VALUES (@tenant, @Weight, @Concurrency, @quota, @period, @now, @now)
            ON CONFLICT (name) DO UPDATE SET weight = excluded.weight, concurrency = excluded.concurrency, quota_ms = excluded.quota_ms,
                period_ms = excluded.period_ms, since = CASE WHEN period_ms IS NOT excluded.period_ms THEN excluded.since ELSE since END
            """,
            new
            {
                tenant,
                limits.Weight,
                limits.Concurrency,
                quota = (long?)limits.Quota?.TotalMilliseconds,
                period = (long?)limits.Period?.TotalMilliseconds,
            }));
        changes.Pulse();
        return Task.CompletedTask;
    }
}
