using AutoCompress.Host.Store.Rows;

namespace AutoCompress.Host.Store.Postgres;

/// <inheritdoc/>
internal sealed class PostgresUpkeep(PostgresDatabase database) : IUpkeepStore
{
    /// <inheritdoc/>
    public Task<ClusterMark> MarkAsync(string? proposal, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            await session.ExecuteAsync("UPDATE autocompress.cluster SET mark = @proposal WHERE mark IS NULL AND @proposal::text IS NOT NULL", new { proposal }).ConfigureAwait(false);
            return (await session.FindAsync<ClusterMark>("SELECT id AS \"Id\", mark AS \"Text\" FROM autocompress.cluster").ConfigureAwait(false))!;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<bool> ClaimChoreAsync(string chore, string silo, TimeSpan lease, TimeSpan pause, CancellationToken cancellationToken) => database.WriteAsync(
        async session => await session.ExecuteAsync(
            """
            INSERT INTO autocompress.chore AS c (name, owner, lease_until) VALUES (@chore, @silo, autocompress.now_ms() + @lease)
            ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, lease_until = excluded.lease_until
                WHERE (c.owner IS NULL OR c.lease_until < autocompress.now_ms()) AND coalesce(c.done_at, 0) <= autocompress.now_ms() - @pause
            """,
            new { chore, silo, lease = (long)lease.TotalMilliseconds, pause = (long)pause.TotalMilliseconds }).ConfigureAwait(false) == 1,
        cancellationToken);

    /// <inheritdoc/>
    public Task EndChoreAsync(string chore, string silo, CancellationToken cancellationToken) => database.WriteAsync(
        session => session.ExecuteAsync(
            "UPDATE autocompress.chore SET owner = NULL, lease_until = NULL, done_at = autocompress.now_ms() WHERE name = @chore AND owner = @silo", new { chore, silo }),
        cancellationToken);

    /// <inheritdoc/>
    public async Task<TimeSpan> LongestStepAsync(CancellationToken cancellationToken) => TimeSpan.FromMilliseconds(await database.ReadAsync(
        session => session.FindAsync<long>("SELECT coalesce(max(autocompress.now_ms() - started_at), 0) FROM autocompress.work WHERE owner IS NOT NULL"),
        cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public async Task<int> ForgetUnusedAsync(TimeSpan unused, bool isDryRun, CancellationToken cancellationToken)
    {
        const int Batch = 1000;
        var old = $"""
            FROM autocompress.step_result r WHERE r.used_at < autocompress.now_ms() - @unused
                AND NOT EXISTS (SELECT 1 FROM autocompress.study s WHERE s.id = r.study AND s.state NOT IN {ActiveStates.Final})
            """;
        var arguments = new { unused = (long)unused.TotalMilliseconds, Batch };
        if (isDryRun)
        {
            return await database.ReadAsync(session => session.FindAsync<int>($"SELECT count(*)::int {old}", arguments), cancellationToken).ConfigureAwait(false);
        }

        // The rows are locked and looked at once more, so that one that is used meanwhile stays.
        var (all, some) = (0, Batch);
        for (; some == Batch; all += some)
        {
            some = await database.WriteAsync(
                session => session.ExecuteAsync(
                    $"""
                    WITH old AS MATERIALIZED (SELECT r.key {old} ORDER BY r.used_at LIMIT @Batch FOR UPDATE OF r SKIP LOCKED)
                    DELETE FROM autocompress.step_result WHERE key IN (SELECT key FROM old)
                    """,
                    arguments),
                cancellationToken).ConfigureAwait(false);
        }

        return all;
    }

    /// <inheritdoc/>
    public Task<StoreReferences> ReferencesAsync(CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var (artifacts, studies) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
            await foreach (var row in session.StreamAsync<ReferenceRow>(References.Sql("autocompress.")).ConfigureAwait(false))
            {
                row.AddTo(artifacts, studies);
            }

            return new StoreReferences(artifacts, studies);
        },
        cancellationToken);
}
