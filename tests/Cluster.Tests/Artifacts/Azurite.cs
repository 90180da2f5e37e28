using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using AutoCompress.Cluster.Tests.Store.Postgres;
using AutoCompress.Cluster.Tests.Wire;

namespace AutoCompress.Cluster.Tests.Artifacts;

/// <summary>Microsoft's emulator of Azure Blob Storage, in memory, on a free loopback port, gone with the test process.</summary>
internal sealed class Azurite : IAsyncDisposable
{
    private readonly Process _keeper;

    private Azurite(int port, Process keeper) => (Port, _keeper) = (port, keeper);

    public int Port { get; }

    public static async Task<Azurite> StartAsync()
    {
        var port = PostgresServer.FreePort();
        var keeper = PostgresServer.Keep(
        [
            "node", Path.Combine(Node.Repository, "node_modules", "azurite", "dist", "src", "blob", "main.js"),
            "--blobHost", "127.0.0.1", "--blobPort", port.ToString(CultureInfo.InvariantCulture), "--inMemoryPersistence", "--disableTelemetry", "--silent",
        ]);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", port, patience.Token);
                return new Azurite(port, keeper);
            }
            catch (SocketException)
            {
                Assert.False(keeper.HasExited, "Azurite ended. Is it installed? build/packages.sh test does that.");
                await poll.WaitForNextTickAsync(patience.Token);
            }
        }
    }

    /// <summary>A connection string for a client that comes in at <paramref name="port"/>.</summary>
    public static string ConnectionOf(int port) =>
        "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"
        + $"BlobEndpoint=http://127.0.0.1:{port}/devstoreaccount1;";

    public async ValueTask DisposeAsync() => await PostgresServer.EndAsync(_keeper, "INT");
}
