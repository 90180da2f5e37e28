using System.Diagnostics;

namespace AutoCompress.Cluster.Tests.Store.Postgres;

/// <summary>A pooler in transaction mode before a server: consecutive transactions of one client run on different connections.</summary>
internal sealed class PgBouncer : IAsyncDisposable
{
    private readonly string _folder;
    private readonly int _port;
    private readonly Process _keeper;

    private PgBouncer(string folder, int port, Process keeper) => (_folder, _port, _keeper) = (folder, port, keeper);

    public static async Task<PgBouncer> StartAsync(PostgresServer server)
    {
        var folder = Directory.CreateTempSubdirectory("pgbouncer-").FullName;
        var port = PostgresServer.FreePort();
        var settings = Path.Combine(folder, "pgbouncer.ini");
        await File.WriteAllTextAsync(
            settings,
            $"""
            [databases]
            * = host=127.0.0.1 port={server.Port} user=postgres
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = any
            pool_mode = transaction
            default_pool_size = 4
            server_round_robin = 1
            server_idle_timeout = 2
            max_client_conn = 1000
            """,
            TestContext.Current.CancellationToken);
        await PostgresServer.OwnAsync(folder);
        var keeper = PostgresServer.Keep([.. PostgresServer.AsServer, "/usr/sbin/pgbouncer", settings]);
        var pooler = new PgBouncer(folder, port, keeper);
        await PostgresServer.AnswersAsync(pooler.Through(server.AddressOf("postgres")), keeper);
        return pooler;
    }

    /// <summary>The address of the same database through the pooler.</summary>
    public string Through(string address) => $"{address};Port={_port}";

    public async ValueTask DisposeAsync()
    {
        await PostgresServer.EndAsync(_keeper, "TERM");
        Directory.Delete(_folder, recursive: true);
    }
}
