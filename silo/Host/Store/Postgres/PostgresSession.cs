using Dapper;
using Npgsql;

namespace AutoCompress.Host.Store.Postgres;

/// <summary>One transaction, or one read outside of any.</summary>
/// <remarks>Statements of one text travel together: Npgsql sends them in one round trip, and each sees what was committed when it starts.</remarks>
internal sealed class PostgresSession(NpgsqlConnection connection, NpgsqlTransaction? transaction, CancellationToken cancellationToken)
{
    /// <returns>Rows changed.</returns>
    public Task<int> ExecuteAsync(string sql, object? arguments = null) => connection.ExecuteAsync(Command(sql, arguments));

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? arguments = null) =>
        (await connection.QueryAsync<T>(Command(sql, arguments)).ConfigureAwait(false)).AsList();

    public Task<T?> FindAsync<T>(string sql, object? arguments = null) => connection.QueryFirstOrDefaultAsync<T>(Command(sql, arguments));

    /// <summary>Row by row, never all of them in memory.</summary>
    public IAsyncEnumerable<T> StreamAsync<T>(string sql) => connection.QueryUnbufferedAsync<T>(sql, transaction: transaction);

    /// <summary>The results of several queries, in the order of their text.</summary>
    public Task<SqlMapper.GridReader> QueryManyAsync(string sql, object? arguments = null) => connection.QueryMultipleAsync(Command(sql, arguments));

    private CommandDefinition Command(string sql, object? arguments) => new(sql, arguments, transaction, cancellationToken: cancellationToken);
}
