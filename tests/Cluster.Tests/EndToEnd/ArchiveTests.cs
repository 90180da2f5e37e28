using System.Security.Cryptography;

namespace AutoCompress.Cluster.Tests.EndToEnd;

/// <summary>A real study that is exported, deleted, imported elsewhere, lost with its database, and restored.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class ArchiveTests(SmallCase small)
{
    private readonly string _folder = small.NewFolder();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Study_MovedDeletedLostAndRestored_HasTheSameFront()
    {
        (await Cli.RunAsync(_folder, "run", small.WriteStudy(_folder, budget: "{ trials: 3, time: 60s }"), "--out", "results")).RequireSuccess();
        var state = Path.Combine("results", ".state");
        Assert.Contains("\"state\": \"completed\"", (await Cli.RunAsync(_folder, "restore", "--json", "--data", state)).RequireSuccess().Output, StringComparison.Ordinal);
        var study = await ServeAsync(state, async server => (await server("list", "--json")).Split('"')[3]);
        var before = await LookAsync(state, study);

        Assert.Contains("study.tar", (await Cli.RunAsync(_folder, "export", study, "--to", "study.tar", "--data", state)).RequireSuccess().Output, StringComparison.Ordinal);
        (await Cli.RunAsync(_folder, "export", study, "--to", "study", "--data", state)).RequireSuccess();
        (await Cli.RunAsync(_folder, "export", study, "--to", "study.tar", "--data", state)).RequireMessage("is there already");
        (await Cli.RunAsync(_folder, "delete", study, "--data", state)).RequireSuccess();
        (await Cli.RunAsync(_folder, "delete", study, "--data", state)).RequireMessage($"There is no study '{study}'");

        Assert.Contains($"{study} is imported", (await Cli.RunAsync(_folder, "import", "study.tar", "--data", "second")).RequireSuccess().Output, StringComparison.Ordinal);
        Assert.Contains("was here already", (await Cli.RunAsync(_folder, "import", "study", "--data", "second")).RequireSuccess().Output, StringComparison.Ordinal);
        Assert.Equal(before, await LookAsync("second", study));

        foreach (var file in Directory.GetFiles(Path.Combine(_folder, "second"), "autocompress.db*"))
        {
            File.Delete(file);
        }

        (await Cli.RunAsync(_folder, "serve", "--listen", "127.0.0.1:0", "--data", "second")).RequireMessage("autocompress restore --all");
        var list = (await Cli.RunAsync(_folder, "restore", "--data", "second")).RequireSuccess().Output;
        Assert.Contains(study, list, StringComparison.Ordinal);
        Assert.Contains("completed", list, StringComparison.Ordinal);
        Assert.Contains($"{study} is restored", (await Cli.RunAsync(_folder, "restore", "--all", "--data", "second")).RequireSuccess().Output, StringComparison.Ordinal);
        Assert.Equal(before, await LookAsync("second", study));
    }

    [Fact]
    public async Task Import_OfADamagedExport_ChangesNothing()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "no.tar"), new string('x', 2000), Cancel);

        (await Cli.RunAsync(_folder, "import", "no.tar", "--data", "third")).RequireMessage("The export is damaged");
        (await Cli.RunAsync(_folder, "import", "missing.tar", "--data", "third")).RequireMessage("There is no file");
        (await Cli.RunAsync(_folder, "restore", "small-1", "--data", "third")).RequireMessage("no archive of 'small-1'");

        Assert.Contains("[]", await ServeAsync("third", server => server("list", "--json")), StringComparison.Ordinal);
    }

    /// <summary>Front, trials, decisions and the models that are pulled, as a server on <paramref name="data"/> gives them.</summary>
    private Task<string> LookAsync(string data, string study) => ServeAsync(data, async server =>
    {
        var pulled = Guid.NewGuid().ToString("N");
        await server("pull", study, "--out", pulled);
        var files = Directory.GetFiles(Path.Combine(_folder, pulled), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Where(file => !file.EndsWith(".html", StringComparison.Ordinal))
            .Select(file => $"{Path.GetFileName(file)} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}");
        return string.Join('\n', [await server("front", study, "--json"), await server("trials", study, "--json"), .. files]);
    });

    private delegate Task<string> Call(params string[] arguments);

    private async Task<string> ServeAsync(string data, Func<Call, Task<string>> use)
    {
        await using var server = Cli.Start(_folder, "serve", "--listen", "127.0.0.1:0", "--data", data);
        var address = new Uri((await server.LineAsync("Answering on ")).Split(' ', ';')[2]);
        var result = await use(async arguments =>
        {
            await using var cli = Cli.Start(_folder, address, [Cli.Program, .. arguments]);
            return (await cli.EndAsync()).RequireSuccess().Output;
        });
        server.PressCtrlC();
        Assert.Equal(0, (await server.EndAsync()).Code);
        return result;
    }
}
