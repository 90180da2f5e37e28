using System.Data.Common;
using Dapper;
using Npgsql;

namespace AutoCompress.Host.Store.Postgres;

/// <summary>One transaction, or one read outside of any.</summary>
/// <remarks>Statements of one text travel together: Npgsql sends them in one round trip, and each sees what was committed when it starts.</remarks>
/// <param name="opening">Goes ahead of the first statement, in the same round trip; its last query asks for the transaction. Null outside of one.</param>
internal sealed class PostgresSession(NpgsqlConnection connection, NpgsqlTransaction? transaction, string? opening, CancellationToken cancellationToken)
{
    private string? _opening = opening;
    private (string Sql, object? Arguments)? _last;

    /// <summary>Known from the first statement on.</summary>
    public TransactionId? Transaction { get; private set; }

    /// <summary>Leaves the transaction's last statements, whose results nobody needs: they travel with its commit. There is one such text, and others ran before it.</summary>
    public void ExecuteAtCommit(string sql, object? arguments = null) => _last = _last is null
        ? (sql, arguments)
        : throw new InvalidOperationException("A transaction has one last text.");

    /// <summary>Runs what was left for the end, and commits.</summary>
    /// <remarks>No cancellation: it would leave the caller without knowing what happened.</remarks>
    public async Task CommitAsync()
    {
        if (_last is not var (sql, arguments))
        {
            await transaction!.CommitAsync(CancellationToken.None).ConfigureAwait(false);
            return;
        }

        await new PostgresSession(connection, transaction, null, CancellationToken.None).ExecuteAsync($"{sql};COMMIT", arguments).ConfigureAwait(false);
    }

    /// <returns>Rows changed.</returns>
    public async Task<int> ExecuteAsync(string sql, object? arguments = null)
    {
        await using var results = await QueryManyAsync(sql, arguments).ConfigureAwait(false);
        return await results.EndAsync().ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? arguments = null)
    {
        await using var results = await QueryManyAsync(sql, arguments).ConfigureAwait(false);
        return await results.ReadAsync<T>().ConfigureAwait(false);
    }

    public async Task<T?> FindAsync<T>(string sql, object? arguments = null)
    {
        await using var results = await QueryManyAsync(sql, arguments).ConfigureAwait(false);
        return await results.FindAsync<T>().ConfigureAwait(false);
    }

    /// <summary>Row by row, never all of them in memory.</summary>
    public IAsyncEnumerable<T> StreamAsync<T>(string sql) => connection.QueryUnbufferedAsync<T>(sql, transaction: transaction);

    /// <summary>The results of several queries, in the order of their text.</summary>
    public async Task<PostgresResults> QueryManyAsync(string sql, object? arguments = null)
    {
        var command = new CommandDefinition(_opening is null ? sql : $"{_opening};{sql}", arguments, transaction, cancellationToken: cancellationToken);
        var results = new PostgresResults((DbDataReader)await connection.ExecuteReaderAsync(command).ConfigureAwait(false), cancellationToken);
        if (_opening is not null)
        {
            Transaction = await results.FindAsync<TransactionId>().ConfigureAwait(false);
            _opening = null;
        }

        return results;
    }
}
