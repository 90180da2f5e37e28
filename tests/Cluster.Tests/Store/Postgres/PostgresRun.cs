using AutoCompress.Cluster.Tests.Store.Postgres;

[assembly: AssemblyFixture(typeof(PostgresRun))]

namespace AutoCompress.Cluster.Tests.Store.Postgres;

/// <summary>The one PostgreSQL server of a test run, started by the first test that wants a database.</summary>
public sealed class PostgresRun : IAsyncDisposable
{
    private readonly Lazy<Task<PostgresServer>> _server = new(PostgresServer.StartAsync);

    /// <summary>The address of an empty database.</summary>
    public async Task<string> NewDatabaseAsync() => await (await ServerAsync()).NewDatabaseAsync();

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
        {
            await (await _server.Value).DisposeAsync();
        }
    }

    internal Task<PostgresServer> ServerAsync() => _server.Value;
}
