using AutoCompress.Cluster.Tests.Store.Postgres;
using AutoCompress.Host.Store;
using AutoCompress.Host.Store.Postgres;

namespace AutoCompress.Cluster.Tests.EndToEnd;

/// <summary>Two silos as processes of their own on one PostgreSQL database.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class ClusterTests(SmallCase small, PostgresRun run)
{
    private const string Password = "geheim";
    private readonly string _folder = small.NewFolder();

    [Fact]
    public async Task Serve_TwoSilosOnOneDatabase_KnowEachOtherAndLeave()
    {
        var store = $"{await run.NewDatabaseAsync()};Password={Password}";
        await using var first = Serve(store, "first");
        var address = new Uri((await first.LineAsync("Answering on ")).Split(' ', ';')[2]);
        await using (var second = Serve(store, "second"))
        {
            await second.LineAsync("Answering on ");
            Assert.Equal(2, await AliveAsync(address));

            var refused = await EndAsync(Serve(store, "first"));
            Assert.Contains($"first is in use by process", refused.Error, StringComparison.Ordinal);
            var stranger = await EndAsync(Serve(store, "third", "elsewhere"));
            Assert.Contains("does not hold the artifacts of this cluster", stranger.Error, StringComparison.Ordinal);
            var doctor = await EndAsync(Start(store, "doctor"));
            Assert.Contains($"schema {PostgresSchema.Version} of {PostgresSchema.Version}, 2 silos alive", doctor.Output, StringComparison.Ordinal);
            Assert.DoesNotContain(Password, refused.Error + stranger.Error + doctor.Output + doctor.Error, StringComparison.Ordinal);

            second.PressCtrlC();
            Assert.Equal(0, (await second.EndAsync()).Code);
        }

        Assert.Equal(1, await AliveAsync(address));
        first.PressCtrlC();
        Assert.Equal(0, (await first.EndAsync()).Code);
        var log = await File.ReadAllTextAsync(Path.Combine(_folder, "first", "silo.log"), TestContext.Current.CancellationToken);
        Assert.Contains("joined with", log, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_StoreWithoutSharedArtifacts_IsRefused()
    {
        var refused = await EndAsync(Start("postgres://127.0.0.1:1/nowhere", "serve", "--listen", "127.0.0.1:0"));

        Assert.Equal(1, refused.Code);
        Assert.Contains("--artifacts has to name the folder that all silos share", refused.Error, StringComparison.Ordinal);
    }

    private static async Task<CliResult> EndAsync(Cli cli)
    {
        await using (cli)
        {
            return await cli.EndAsync();
        }
    }

    private async Task<int> AliveAsync(Uri server)
    {
        var silos = (await EndAsync(Cli.Start(_folder, server, [Cli.Program, "silos"]))).RequireSuccess().Output;
        return silos.Split("alive").Length - 1;
    }

    private Cli Serve(string store, string data, string artifacts = "shared") =>
        Start(store, "serve", "--listen", "127.0.0.1:0", "--data", data, "--artifacts", artifacts);

    private Cli Start(string store, params string[] arguments) =>
        Cli.Start(_folder, null, ["env", $"{StoreServices.AddressVariable}={store}", Cli.Program, .. arguments]);
}
