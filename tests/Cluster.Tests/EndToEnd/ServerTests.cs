using System.Text.Json;

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
