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
}
