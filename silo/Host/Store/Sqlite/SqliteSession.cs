using Dapper;
using Microsoft.Data.Sqlite;

namespace AutoCompress.Host.Store.Sqlite;

/// <summary>One transaction and the time at which it runs.</summary>
/// <param name="now">The same all through the transaction, in milliseconds since 1970; statements know it as <c>@now</c>.</param>
internal sealed class SqliteSession(SqliteConnection connection, SqliteTransaction transaction, long now)
{
    public long Now { get; } = now;

    /// <returns>Rows changed.</returns>
    public int Execute(string sql, object? arguments = null) => connection.Execute(sql, With(arguments), transaction);

    public IReadOnlyList<T> Query<T>(string sql, object? arguments = null) => connection.Query<T>(sql, With(arguments), transaction).AsList();

    public T? Find<T>(string sql, object? arguments = null) => connection.QueryFirstOrDefault<T>(sql, With(arguments), transaction);

    public T Value<T>(string sql, object? arguments = null) => connection.ExecuteScalar<T>(sql, With(arguments), transaction)!;

    /// <summary>The next number of a sequence that never repeats.</summary>
    public long Next(string counter) =>
        Value<long>("UPDATE counter SET value = value + 1 WHERE name = @counter RETURNING value", new { counter });

    private DynamicParameters With(object? arguments)
    {
        var parameters = new DynamicParameters(arguments);
        parameters.Add("now", Now);
        return parameters;
    }
}
