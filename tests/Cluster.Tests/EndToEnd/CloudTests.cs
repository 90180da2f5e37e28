using System.Text.Json;
using AutoCompress.Cluster.Tests.Artifacts;

namespace AutoCompress.Cluster.Tests.EndToEnd;

/// <summary>A silo as a process of its own whose artifacts are in Azure Blob Storage (the emulator).</summary>
[Collection(EndToEndCollection.Name)]
public sealed class CloudTests(SmallCase small, ServerRun<Azurite> azurite)
{
    private const string Address = "azblob://devstoreaccount1/e2e/silo";
    private readonly string _folder = small.NewFolder();

    [Fact]
    public async Task Serve_ArtifactsInAzure_RunsAStudyAndShowsNoSecret()
    {
        var connection = Azurite.ConnectionOf(await azurite.PortAsync());
        var key = connection.Split("AccountKey=")[1].Split(';')[0];
        await using var server = Start(connection, null, "serve", "--listen", "127.0.0.1:0", "--data", "data", "--artifacts", Address);
        var address = new Uri((await server.LineAsync("Answering on ")).Split(' ', ';')[2]);
        var doctor = await EndAsync(Start(connection, null, "env", $"AUTOCOMPRESS_ARTIFACTS={Address}", Cli.Program, "doctor"));
        Assert.Contains("a cluster's artifacts", doctor.Output, StringComparison.Ordinal);

        var id = (await EndAsync(Start(null, address, "submit", small.WriteStudy(_folder, budget: "{ trials: 2, time: 30s }")))).RequireSuccess().Output.Trim();
        (await EndAsync(Start(null, address, "watch", id))).RequireSuccess();
        var children = Children.Of(server.ProcessId);
        Assert.NotEmpty(children);
        Assert.All(children, child => Assert.DoesNotContain(key, File.ReadAllText($"/proc/{child}/environ"), StringComparison.Ordinal));
        (await EndAsync(Start(null, address, "pull", id, "--out", "pulled"))).RequireSuccess();

        Assert.NotEmpty(JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "pulled", "front.json"))).RootElement.GetProperty("points").EnumerateArray());
        server.PressCtrlC();
        var ended = await server.EndAsync();
        Assert.Equal(0, ended.Code);
        Assert.False(Directory.Exists(Path.Combine(_folder, "data", "artifacts")));
        var log = await File.ReadAllTextAsync(Path.Combine(_folder, "data", "silo.log"), TestContext.Current.CancellationToken);
        Assert.DoesNotContain(key, log + ended.Output + ended.Error + doctor.Output + doctor.Error, StringComparison.Ordinal);
    }

    private static async Task<CliResult> EndAsync(Cli cli)
    {
        await using (cli)
        {
            return await cli.EndAsync();
        }
    }

    private Cli Start(string? connection, Uri? server, params string[] arguments) => Cli.Start(
        _folder, server, ["env", $"AZURE_STORAGE_CONNECTION_STRING={connection}", .. arguments[0] == "env" ? arguments : [Cli.Program, .. arguments]]);
}
