namespace AutoCompress.Host.Store.Sqlite;

/// <inheritdoc/>
internal sealed class SqliteUpkeep(SqliteDatabase database) : IUpkeepStore
{
    /// <inheritdoc/>
    public Task<string?> MarkAsync(string? proposal, CancellationToken cancellationToken) => Task.FromResult(database.Write("mark", session =>
    {
        session.Execute("UPDATE cluster SET mark = @proposal WHERE mark IS NULL", new { proposal });
        return session.Find<string>("SELECT mark FROM cluster");
    }));
}
