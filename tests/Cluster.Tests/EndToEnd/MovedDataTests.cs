using AutoCompress.Client.Remote;
using AutoCompress.Cluster.Tests.Store.Postgres;
using AutoCompress.Host.Store;
using AutoCompress.Host.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.EndToEnd;

/// <summary>A study whose data was sent with it, moved in the middle of its search to a cluster that has nothing: no row, no artifact, no data set.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class MovedDataTests(SmallCase small, PostgresRun run)
{
    private readonly string _folder = small.NewFolder();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Study_ExportedInTheMiddle_ArrivesWithItsDataAndGoesOn()
    {
        string study;
        Trial[] before;
        await using (var first = Serve(await run.NewDatabaseAsync(), "first"))
        {
            var old = new Uri((await first.LineAsync("Answering on ")).Split(' ', ';')[2]);
            study = await SubmitAsync(old);
            await TrialFinishedAsync(old, study);
            await CallAsync(old, "pause", study);
            await CallAsync(old, "export", study, "--to", "study.tar");
            before = Json.Read<Trial[]>(await CallAsync(old, "trials", study, "--json"));
            first.PressCtrlC();
            Assert.Equal(0, (await first.EndAsync()).Code);
        }

        Directory.Delete(Path.Combine(_folder, "first"), recursive: true);
        await using var second = Serve(await run.NewDatabaseAsync(), "second");
        var address = new Uri((await second.LineAsync("Answering on ")).Split(' ', ';')[2]);
        Assert.Contains($"{study} is imported", await CallAsync(address, "import", "study.tar"), StringComparison.Ordinal);
        Assert.Empty(Unpacked("second"));

        await CallAsync(address, "resume", study);

        Assert.EndsWith("completed", (await CallAsync(address, "watch", study)).TrimEnd(), StringComparison.Ordinal);
        Assert.Single(Unpacked("second"));
        var after = Json.Read<Trial[]>(await CallAsync(address, "trials", study, "--json"));
        Assert.True(after.Length > before.Count(trial => !trial.IsRunning));
        Assert.All(before.Where(trial => !trial.IsRunning), trial => Assert.Equal(Json.Write(trial), Json.Write(after[trial.Number - 1])));
        Assert.All(after, trial => Assert.IsNotType<TrialResult.Failed>(trial.Result));
    }

    private string[] Unpacked(string silo) => Directory.Exists(Path.Combine(_folder, silo, "cache", "artifacts"))
        ? Directory.GetDirectories(Path.Combine(_folder, silo, "cache", "artifacts"), "*.files")
        : [];

    /// <summary>Submits a study with a copy of the data, which is gone when it is sent.</summary>
    private async Task<string> SubmitAsync(Uri server)
    {
        var mine = Directory.CreateDirectory(Path.Combine(_folder, "mine")).FullName;
        foreach (var file in Directory.GetFiles(small.Folder, "*-ubyte"))
        {
            File.Copy(file, Path.Combine(mine, Path.GetFileName(file)));
        }

        var study = small.WriteStudy(_folder, train: Path.Combine(mine, "train"), test: Path.Combine(mine, "t10k"), budget: "{ trials: 5, time: 2m }");
        var id = (await CallAsync(server, "submit", study)).Trim();
        Directory.Delete(mine, recursive: true);
        return id;
    }

    private static async Task TrialFinishedAsync(Uri server, string study)
    {
        using var channel = new GrpcChannel(server);
        await foreach (var happened in new RemoteStudyDirectory(channel, TimeProvider.System).WatchAsync(study, 0, Cancel))
        {
            if (happened.Kind == StudyEventKind.TrialFinished)
            {
                return;
            }
        }

        Assert.Fail("The study ended without a trial.");
    }

    private async Task<string> CallAsync(Uri server, params string[] arguments)
    {
        await using var cli = Cli.Start(_folder, server, [Cli.Program, .. arguments]);
        return (await cli.EndAsync()).RequireSuccess().Output;
    }

    private Cli Serve(string store, string data) => Cli.Start(
        _folder, null, ["env", $"{StoreServices.AddressVariable}={store}", Cli.Program, "serve", "--listen", "127.0.0.1:0", "--data", data, "--artifacts", Path.Combine(data, "artifacts")]);
}
