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
}
