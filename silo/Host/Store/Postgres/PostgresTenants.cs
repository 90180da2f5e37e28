using System.Collections.Immutable;
using AutoCompress.Host.Store.Rows;
using AutoCompress.Host.Tenants;

namespace AutoCompress.Host.Store.Postgres;

/// <inheritdoc/>
internal sealed class PostgresTenants(PostgresDatabase database, PostgresHints hints) : ITenantStore
{
    private static readonly string All = $"""
        WITH named AS (SELECT name FROM autocompress.tenant UNION SELECT DISTINCT tenant FROM autocompress.active_time)
        SELECT n.name, coalesce(t.weight, 1) AS weight, t.concurrency, t.quota_ms, t.period_ms, t.since, coalesce(u.since, 0) AS used_since,
            coalesce(u.used_ms, 0) AS used_ms, autocompress.now_ms() AS now, r.steps AS running_steps, r.cores AS running_cores, r.ms AS running_ms,
            (SELECT coalesce(sum(a.used_ms), 0) FROM autocompress.active_time a WHERE a.tenant = n.name) AS total_ms,
            (SELECT count(*) FROM autocompress.active_time a JOIN autocompress.study s ON s.id = a.study
                WHERE a.tenant = n.name AND s.state IN {ActiveStates.Sql}) AS active_studies
        FROM named n LEFT JOIN autocompress.tenant t ON t.name = n.name LEFT JOIN autocompress.tenant_use u ON u.tenant = n.name
            CROSS JOIN LATERAL ({PostgresLimits.Running.Replace("t.name", "n.name", StringComparison.Ordinal)}) r
        """;

    private static readonly string Set = $"""
        INSERT INTO autocompress.tenant AS t (name, weight, concurrency, quota_ms, period_ms, since)
        VALUES (@tenant, @Weight, @Concurrency, @quota, @period, autocompress.now_ms())
        ON CONFLICT (name) DO UPDATE SET weight = excluded.weight, concurrency = excluded.concurrency, quota_ms = excluded.quota_ms,
            period_ms = excluded.period_ms, since = CASE WHEN t.period_ms IS DISTINCT FROM excluded.period_ms THEN excluded.since ELSE t.since END;
        INSERT INTO autocompress.tenant_use (tenant, since) SELECT name, since FROM autocompress.tenant WHERE name = @tenant ON CONFLICT (tenant) DO NOTHING;
        """;

    /// <inheritdoc/>
    public Task<ImmutableArray<TenantStatus>> ListAsync(CancellationToken cancellationToken) => database.ReadAsync(
        async session => TenantRow.ToStatus(await session.QueryAsync<TenantRow>(All).ConfigureAwait(false)), cancellationToken);

    /// <inheritdoc/>
    public async Task SetAsync(string tenant, TenantLimits limits, CancellationToken cancellationToken)
    {
        await database.WriteAsync(
            session => session.ExecuteAsync(
                Set,
                new
                {
                    tenant,
                    limits.Weight,
                    limits.Concurrency,
                    quota = (long?)limits.Quota?.TotalMilliseconds,
                    period = (long?)limits.Period?.TotalMilliseconds,
                }),
            cancellationToken).ConfigureAwait(false);
        hints.Changed();
    }
}
