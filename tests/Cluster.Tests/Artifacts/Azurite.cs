using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using AutoCompress.Cluster.Tests.Store.Postgres;
using AutoCompress.Cluster.Tests.Wire;
using AutoCompress.Host.Artifacts.Azure;

namespace AutoCompress.Cluster.Tests.Artifacts;

/// <summary>Microsoft's emulator of Azure Blob Storage, in memory, on a free loopback port, gone with the test process.</summary>
public sealed class Azurite : ITestServer<Azurite>
{
    public const string Account = "devstoreaccount1";

    private static readonly string Program = Path.Combine(Node.Repository, "node_modules", "azurite", "dist", "src", "blob", "main.js");

    private readonly Process _keeper;

    private Azurite(int port, Process keeper) => (Port, _keeper) = (port, keeper);

    public int Port { get; }

    public static async Task<Azurite> StartAsync()
    {
        Assert.True(File.Exists(Program), $"Azurite is not installed: there is no {Program}. 'build/packages.sh test' installs it.");
        var port = PostgresServer.FreePort();
        var keeper = PostgresServer.Keep(
        [
            "node", "--require", Path.Combine(Node.Repository, "tests", "Cluster.Tests", "Artifacts", "azurite-clock.cjs"), Program,
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
                Assert.False(keeper.HasExited, "Azurite ended before it answered. 'build/packages.sh test' installs it again where something of it is missing.");
                await poll.WaitForNextTickAsync(patience.Token);
            }
        }
    }

    /// <summary>A connection string for a client that comes in at <paramref name="port"/>.</summary>
    public static string ConnectionOf(int port) =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"
        + $"BlobEndpoint=http://127.0.0.1:{port}/{Account};";

    /// <summary>Moves its clock three days on, a moment later: what it holds is that much older.</summary>
    public Task PassDaysAsync() => _keeper.StandardInput.WriteLineAsync("USR2");

    public async ValueTask DisposeAsync() => await PostgresServer.EndAsync(_keeper, "INT");

    /// <summary>The account, for a client that comes in at <paramref name="port"/>.</summary>
    internal static AzureAccount AccountAt(int port) => AzureAccount.Of(
        Account, name => name == "AZURE_STORAGE_CONNECTION_STRING" ? ConnectionOf(port) : null, () => throw new InvalidOperationException("It has a key."));
}
