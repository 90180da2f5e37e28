using System.Text.Json;
using AutoCompress.Host.Store.Sqlite;
using AutoCompress.Search.Policy;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.EndToEnd;

/// <summary>A server in one process, and everything that its users do in others.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class ServerTests(SmallCase small)
{
    private readonly string _folder = small.NewFolder();

    [Fact]
    public async Task Server_TwoStudies_AreSubmittedWatchedOrderedAndPulled()
    {
        await using var server = Cli.Start(_folder, "serve", "--listen", "127.0.0.1:0", "--data", "data");
        var address = new Uri((await server.LineAsync("Answering on ")).Split(' ', ';')[2]);

        var first = (await CallAsync(address, "submit", small.WriteStudy(_folder, budget: "{ trials: 2, time: 20s }"), "--key", "one")).Output.Trim();
        Assert.Equal(first, (await CallAsync(address, "submit", "study.yaml", "--key", "one")).Output.Trim());
        var second = (await CallAsync(address, "submit", "study.yaml")).Output.Trim();
        Assert.NotEqual(first, second);
        await CallAsync(address, "pause", second);
        Assert.Equal("paused", (await ListAsync(address))[second]);
        await CallAsync(address, "resume", second);
        Assert.NotEqual("paused", (await ListAsync(address))[second]);
        await CallAsync(address, "cancel", second);
        Assert.Equal("cancelled", (await ListAsync(address))[second]);

        var watched = (await CallAsync(address, "watch", first)).Output;
        Assert.Contains("planning", watched, StringComparison.Ordinal);
        Assert.EndsWith("completed", watched.TrimEnd(), StringComparison.Ordinal);
        Assert.Equal(2, JsonDocument.Parse((await CallAsync(address, "trials", first, "--json")).Output).RootElement.GetArrayLength());
        Assert.Contains("* recommended: trial ", (await CallAsync(address, "front", first)).Output, StringComparison.Ordinal);
        Assert.Contains("alive", (await CallAsync(address, "silos")).Output, StringComparison.Ordinal);
        Assert.Contains("Recommended: ", (await CallAsync(address, "pull", first, "--out", "pulled")).Output, StringComparison.Ordinal);
        Assert.All(
            ["front.json", "report.html", "decisions.jsonl", "models/original.onnx"],
            file => Assert.True(File.Exists(Path.Combine(_folder, "pulled", file)), file));
        var point = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "pulled", "front.json"))).RootElement.GetProperty("points")[0];
        await CallAsync(address, "reproduce", "pulled/front.json", "--trial", point.GetProperty("trial").ToString(), "--out", "again.onnx");

        server.PressCtrlC();
        Assert.Equal(0, (await server.EndAsync()).Code);
    }

    [Fact]
    public async Task Server_StudiesAfterAnother_GoOnWithItsHistoryOrStartFromItsFront()
    {
        await using var server = Cli.Start(_folder, "serve", "--listen", "127.0.0.1:0", "--data", "data");
        var address = new Uri((await server.LineAsync("Answering on ")).Split(' ', ';')[2]);
        // Of three minutes, a twentieth is enough to time cuts.
        var study = small.WriteStudy(_folder, budget: "{ trials: 4, time: 3m }");
        var first = (await CallAsync(address, "submit", study)).Output.Trim();
        Assert.EndsWith("completed", (await CallAsync(address, "watch", first)).Output.TrimEnd(), StringComparison.Ordinal);
        var before = await TrialsAsync(address, first);

        await File.AppendAllTextAsync(study, "space: { precisions: [fp32] }\n", TestContext.Current.CancellationToken);
        var fork = (await CallAsync(address, "resume", first, "--space", study)).Output.Trim();
        Assert.EndsWith("completed", (await CallAsync(address, "watch", fork)).Output.TrimEnd(), StringComparison.Ordinal);
        await File.AppendAllTextAsync(study, $"seed: 7\nwarm_start: [{first}]\n", TestContext.Current.CancellationToken);
        var warm = (await CallAsync(address, "submit", study)).Output.Trim();
        Assert.EndsWith("completed", (await CallAsync(address, "watch", warm)).Output.TrimEnd(), StringComparison.Ordinal);

        var forked = await TrialsAsync(address, fork);
        Assert.Equal(before, forked.Take(before.Count));
        var own = forked.Skip(before.Count).ToList();
        Assert.InRange(own.Count, 1, 4);
        Assert.All(own, trial => Assert.Contains("\"precision\":\"fp32\"", trial, StringComparison.Ordinal));
        var warmed = await TrialsAsync(address, warm);
        Assert.InRange(warmed.Count, 2, 4);
        Assert.Contains(warmed, trial => trial.Contains($"\"warm start from {first} ", StringComparison.Ordinal));
        await RefusedAsync("another target", "target: { threads: 2 }", "resume", first, "--space");
        await RefusedAsync("there is no such study", "warm_start: [nobody-3]", "submit");

        server.PressCtrlC();
        Assert.Equal(0, (await server.EndAsync()).Code);
        using var store = new SqliteClusterStore(Path.Combine(_folder, "data"), TimeProvider.System);
        var plans = new[] { first, fork, warm }.Select(async id => (Id: id, Plan: (await store.Studies.PlanAsync(id, TestContext.Current.CancellationToken))!));
        foreach (var (id, plan) in await Task.WhenAll(plans))
        {
            Assert.NotEmpty(plan.Latency!.Cuts);
            Assert.Equal(id == warm, plan.Earlier.Any(earlier => earlier.Study == first));
            var records = (await store.Studies.DecisionsAsync(id, TestContext.Current.CancellationToken)).Select(Json.Read<DecisionRecord>);
            var spec = (await store.Studies.FindAsync(id, TestContext.Current.CancellationToken))!.Spec;
            Assert.Empty(Replay.Verify(spec, plan.Analysis, plan.Knowledge, await store.Studies.TrialsAsync(id, TestContext.Current.CancellationToken), records));
        }

        async Task RefusedAsync(string why, string line, params string[] command)
        {
            var text = (await File.ReadAllTextAsync(study, TestContext.Current.CancellationToken)).Replace($"warm_start: [{first}]\n", "", StringComparison.Ordinal);
            await File.WriteAllTextAsync(Path.Combine(_folder, "refused.yaml"), text + line + "\n", TestContext.Current.CancellationToken);
            await using var cli = Cli.Start(_folder, address, [Cli.Program, .. command, "refused.yaml"]);
            var refused = await cli.EndAsync();
            Assert.Equal(1, refused.Code);
            Assert.Contains(why, refused.Error, StringComparison.Ordinal);
        }
    }

    /// <summary>Each trial as it is printed, without when it was recorded.</summary>
    private async Task<List<string>> TrialsAsync(Uri server, string study) =>
    [
        .. JsonDocument.Parse((await CallAsync(server, "trials", study, "--json")).Output).RootElement.EnumerateArray()
            .Select(trial => Json.Write(Json.Read<Trial>(trial.GetRawText()) with { FinishedSeq = null })),
    ];

    private async Task<CliResult> CallAsync(Uri server, params string[] arguments)
    {
        await using var cli = Cli.Start(_folder, server, [Cli.Program, .. arguments]);
        return (await cli.EndAsync()).RequireSuccess();
    }

    /// <summary>The state of each study.</summary>
    private async Task<Dictionary<string, string>> ListAsync(Uri server) =>
        JsonDocument.Parse((await CallAsync(server, "list", "--json")).Output).RootElement.EnumerateArray().ToDictionary(
            study => study.GetProperty("id").GetString()!, study => study.GetProperty("state").GetString()!);
}
