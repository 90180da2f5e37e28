using AutoCompress.Cluster.Tests.Store.Postgres;
using Dapper;
using Npgsql;

namespace AutoCompress.Cluster.Tests.Chaos;

/// <summary>A round's database as its judge sees it: asked in plain SQL, on connections that no silo has anything to do with.</summary>
internal sealed class ChaosDatabase(string address)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public string Address => address;

    /// <summary>Makes the product's schema and the audit's before the first silo starts.</summary>
    public static async Task<ChaosDatabase> CreateAsync(string address)
    {
        Stores.Open(address).Dispose();
        var database = new ChaosDatabase($"{address};Pooling=false;Application Name=judge");
        await database.AskAsync(connection => connection.ExecuteAsync(Audit.Sql));
        return database;
    }

    /// <summary>All rows of a query, which is asked again while the server is away.</summary>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? arguments = null) =>
        (await AskAsync(connection => connection.QueryAsync<T>(sql, arguments))).AsList();

    /// <summary>The one value of a query, which is asked again while the server is away.</summary>
    public Task<T> ValueAsync<T>(string sql, object? arguments = null) => AskAsync(connection => connection.QuerySingleAsync<T>(sql, arguments));

    private async Task<T> AskAsync<T>(Func<NpgsqlConnection, Task<T>> question)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var poll = new PeriodicTimer(Pause);
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(address);
                await connection.OpenAsync(patience.Token);
                return await question(connection);
            }
            catch (NpgsqlException problem) when (problem is not PostgresException || problem.IsTransient)
            {
                await poll.WaitForNextTickAsync(patience.Token);
            }
        }
    }
}
