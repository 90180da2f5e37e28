using AutoCompress.Host.Store.Rows;

namespace AutoCompress.Host.Store.Sqlite;

/// <inheritdoc/>
internal sealed class SqliteUpkeep(SqliteDatabase database) : IUpkeepStore
{
    /// <inheritdoc/>
    public Task<ClusterMark> MarkAsync(string? proposal, CancellationToken cancellationToken) => Task.FromResult(database.Write("mark", session =>
    {
        session.Execute("UPDATE cluster SET mark = @proposal WHERE mark IS NULL", new { proposal });
        return session.Query<ClusterMark>("SELECT id AS Id, mark AS Text FROM cluster")[0];
    }));

    /// <inheritdoc/>
    public Task<bool> ClaimChoreAsync(string chore, string silo, TimeSpan lease, TimeSpan pause, CancellationToken cancellationToken) =>
        Task.FromResult(database.Write("claim chore", session => session.Execute(
            """
            INSERT INTO chore (name, owner, lease_until) VALUES (@chore, @silo, @now + @lease)
            ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, lease_until = excluded.lease_until
                WHERE (owner IS NULL OR lease_until < @now) AND coalesce(done_at, 0) <= @now - @pause
            """,
            new { chore, silo, lease = (long)lease.TotalMilliseconds, pause = (long)pause.TotalMilliseconds }) == 1));

    /// <inheritdoc/>
    public Task EndChoreAsync(string chore, string silo, CancellationToken cancellationToken) => Task.FromResult(database.Write("end chore", session => session.Execute(
        "UPDATE chore SET owner = NULL, lease_until = NULL, done_at = @now WHERE name = @chore AND owner = @silo", new { chore, silo })));

    /// <inheritdoc/>
    public Task<TimeSpan> LongestStepAsync(CancellationToken cancellationToken) => Task.FromResult(
        TimeSpan.FromMilliseconds(database.Read(session => session.Value<long>("SELECT coalesce(max(@now - started_at), 0) FROM work WHERE owner IS NOT NULL")))
        + database.Suspended);

    /// <inheritdoc/>
    public Task<int> ForgetUnusedAsync(TimeSpan unused, bool isDryRun, CancellationToken cancellationToken)
    {
        var old = $"""
            FROM step_result WHERE used_at < @now - @unused
                AND NOT EXISTS (SELECT 1 FROM study s WHERE s.id = step_result.study AND s.state NOT IN {ActiveStates.Final})
            """;
        var arguments = new { unused = (long)unused.TotalMilliseconds };
        return Task.FromResult(isDryRun
            ? database.Read(session => session.Value<int>($"SELECT count(*) {old}", arguments))
            : database.Write("forget unused", session => session.Execute($"DELETE {old}", arguments)));
    }

    /// <inheritdoc/>
    public Task<StoreReferences> ReferencesAsync(CancellationToken cancellationToken) => Task.FromResult(database.Read(session =>
    {
        var (artifacts, studies) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var row in session.Query<ReferenceRow>(References.Sql("")))
        {
            row.AddTo(artifacts, studies);
        }

        return new StoreReferences(artifacts, studies);
    }));
}
