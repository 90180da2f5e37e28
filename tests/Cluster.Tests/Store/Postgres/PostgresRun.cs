using AutoCompress.Cluster.Tests.Store.Postgres;

[assembly: AssemblyFixture(typeof(PostgresRun))]

namespace AutoCompress.Cluster.Tests.Store.Postgres;

/// <summary>The one PostgreSQL server of a test run, started by the first test that wants a database.</summary>
public sealed class PostgresRun : IAsyncDisposable
{
    private readonly Lazy<Task<PostgresServer>> _server = new(() => PostgresServer.StartAsync());
    private readonly Lazy<Task<PgBouncer>> _pooler;

    public PostgresRun() => _pooler = new(async () => await PgBouncer.StartAsync(await ServerAsync()));

    /// <summary>The address of an empty database.</summary>
    public async Task<string> NewDatabaseAsync() => await (await ServerAsync()).NewDatabaseAsync();

    /// <summary>The address of the same database through a pooler in transaction mode.</summary>
    public async Task<string> ThroughPoolerAsync(string address) => (await _pooler.Value).Through(address);

    public async ValueTask DisposeAsync()
    {
        if (_pooler.IsValueCreated)
        {
            await (await _pooler.Value).DisposeAsync();
        }

        if (_server.IsValueCreated)
        {
            await (await _server.Value).DisposeAsync();
        }
    }

    internal Task<PostgresServer> ServerAsync() => _server.Value;
}
