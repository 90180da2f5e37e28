using System.Diagnostics;
using System.Text;
using System.Text.Json;
using AutoCompress.Client.Errors;
using AutoCompress.Client.Remote;
using AutoCompress.Cluster.Tests.Api;
using AutoCompress.Host.Tenants;
using AutoCompress.Studies;
using AutoCompress.Trials;
using AutoCompress.Wire.Framing;

namespace AutoCompress.Cluster.Tests.Client;

/// <summary>The program as a user starts it, against the real API.</summary>
public sealed class CommandLineTests(FakeCluster cluster) : IClassFixture<FakeCluster>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cli-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Submit_AGoodStudy_UploadsTheModelAndPrintsTheId()
    {
        var (code, output, _) = await RunAsync("submit", Study("model: model.onnx"));

        Assert.Equal((0, FakeStudies.Known), (code, output.Trim()));
        Assert.StartsWith("artifact:", cluster.Studies.Submitted!.Model, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_DataOfThisMachine_IsSentOnceAndNamedByItsManifest()
    {
        var study = Study("model: model.onnx", "some samples");
        var (_, _, error) = await RunAsync("submit", study);
        var first = cluster.Studies.Submitted!.Data;
        var stored = Directory.GetFiles(cluster.ArtifactFolder, "*", SearchOption.AllDirectories).Length;
        Assert.Matches("^artifact:[0-9a-f]{64}/train/d$", first.Train);
        Assert.Equal(first.Train.Replace("/train/", "/test/", StringComparison.Ordinal), first.Test);
        Assert.Contains("The server has the data: 4 files", error, StringComparison.Ordinal);

        await RunAsync("submit", study);

        Assert.Equal(first, cluster.Studies.Submitted!.Data);
        Assert.Equal(stored, Directory.GetFiles(cluster.ArtifactFolder, "*", SearchOption.AllDirectories).Length);
        await RunAsync("submit", study, "--in-place");
        Assert.Equal(Path.Combine(_folder, "d"), cluster.Studies.Submitted!.Data.Train);
    }

    [Fact]
    public async Task Data_PushedAndPulled_IsTheSame()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "mine", "train", "cat")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "1.png"), "a cat", Cancel);
        await File.WriteAllTextAsync(Path.Combine(_folder, "mine", "readme"), "cats", Cancel);

        var (code, output, error) = await RunAsync("data", "push", "mine");

        Assert.True(code == 0, error);
        Assert.Matches("^artifact:[0-9a-f]{64}$", output.Trim());
        Assert.Contains("2 files", (await RunAsync("data", "pull", output.Trim(), "again")).Output, StringComparison.Ordinal);
        Assert.Equal("a cat", await File.ReadAllTextAsync(Path.Combine(_folder, "again", "train", "cat", "1.png"), Cancel));
        Assert.Contains("1 files", (await RunAsync("data", "pull", output.Trim() + "/train", "part")).Output, StringComparison.Ordinal);
        Assert.Contains("which is not in that data set", (await RunAsync("data", "pull", output.Trim() + "/dog", "part")).Error, StringComparison.Ordinal);
        Assert.Contains("neither a file nor a folder with files", (await RunAsync("data", "push", "nothing")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resume_WithASpace_SubmitsThatFileOnTheHistoryOfTheStudy()
    {
        var (code, output, _) = await RunAsync("resume", FakeStudies.Ended, "--space", Study("model: model.onnx"));

        Assert.Equal((0, FakeStudies.Known), (code, output.Trim()));
        Assert.Equal(new ContinuedStudy(FakeStudies.Ended), cluster.Studies.Submitted!.Continues);
    }

    [Fact]
    public async Task Submit_FiveMistakes_NamesAllAndFails()
    {
        var (code, _, error) = await RunAsync("submit", Study("model: nothing.onnx\nsede: 3\nbudget: { trials: 0, time: 1 }\ntarget: { threads: -2 }"));

        Assert.Equal(1, code);
        Assert.Contains("study.yaml has 5 faults:", error, StringComparison.Ordinal);
        Assert.Contains("study.yaml:3: sede is not known. Did you mean seed?", error, StringComparison.Ordinal);
        NoStackTrace(error);
    }

    [Fact]
    public async Task List_Front_Trials_PrintTablesAndJson()
    {
        Assert.Contains(FakeStudies.Ended, (await RunAsync("list")).Output, StringComparison.Ordinal);
        Assert.Equal(2, JsonDocument.Parse((await RunAsync("list", "--json")).Output).RootElement.GetArrayLength());
        Assert.Contains("Not final: known-1 is exploring.", (await RunAsync("front", FakeStudies.Known)).Output, StringComparison.Ordinal);
        Assert.Contains("original", (await RunAsync("front", FakeStudies.Ended)).Output, StringComparison.Ordinal);
        Assert.Equal(200, JsonDocument.Parse((await RunAsync("trials", FakeStudies.Ended, "--json")).Output).RootElement.GetArrayLength());
    }

    [Fact]
    public async Task Tenants_SetAndListed_KeepWhatIsNotNamed()
    {
        await RunAsync("tenants", "set", "vision", "--concurrency", "4", "--quota", "100h", "--period", "30d", "--weight", "2");
        var (code, output, _) = await RunAsync("tenants", "set", "vision", "--concurrency", "none");

        Assert.Equal(0, code);
        Assert.Contains("vision", output, StringComparison.Ordinal);
        var tenant = Assert.Single(cluster.Studies.Tenants);
        Assert.Equal(new TenantLimits { Weight = 2, Quota = TimeSpan.FromHours(100), Period = TimeSpan.FromDays(30) }, tenant.Limits);
        Assert.Contains("vision", (await RunAsync("tenants")).Output, StringComparison.Ordinal);
        Assert.Equal(1, JsonDocument.Parse((await RunAsync("tenants", "--json")).Output).RootElement.GetArrayLength());
        Assert.Contains("The weight is out of range.", (await RunAsync("tenants", "set", "vision", "--weight", "0")).Error, StringComparison.Ordinal);
        Assert.Contains("--quota much is no time.", (await RunAsync("tenants", "set", "vision", "--quota", "much")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tenants_InADataFolder_AreSetWithoutAServer()
    {
        var data = Path.Combine(_folder, "data");
        Directory.CreateDirectory(data);

        var (code, output, error) = await RunAsync("tenants", "set", "audio", "--quota", "0h", "--data", data);

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("audio", output, StringComparison.Ordinal);
        Assert.Contains("audio", (await RunAsync("tenants", "--data", data)).Output, StringComparison.Ordinal);
        Assert.Contains("There is no study 'nobody-1'.", (await RunAsync("priority", "nobody-1", "3", "--data", data)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Priority_OfAStudy_IsOrdered()
    {
        Assert.Equal($"{FakeStudies.Known} has priority -3.", (await RunAsync("priority", FakeStudies.Known, "-3")).Output.Trim());

        Assert.Equal((FakeStudies.Known, -3), cluster.Studies.Prioritised);
        Assert.Contains("has ended", (await RunAsync("priority", FakeStudies.Ended, "3")).Error, StringComparison.Ordinal);
        Assert.Contains("Give a number from -10 to 10.", (await RunAsync("priority", FakeStudies.Known, "11")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ArtifactsCollect_ByAServer_AsksItAndPrintsWhatItDid()
    {
        var (code, output, _) = await RunAsync("artifacts", "collect", "--age", "2h", "--dry-run");

        Assert.Equal(0, code);
        Assert.Equal((TimeSpan.FromHours(2), TimeSpan.FromDays(30), true), cluster.Upkeep.Asked);
        Assert.Contains("1 would be removed (20 B)", output, StringComparison.Ordinal);
        Assert.Contains("300 needed, kept", output, StringComparison.Ordinal);
        Assert.Contains("--age 5m is no time of at least an hour", (await RunAsync("artifacts", "collect", "--age", "5m")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_OneTrial_WritesItsModel()
    {
        using var artifacts = new RemoteArtifacts(cluster.Channel);
        var sha256 = await artifacts.AddAsync(new MemoryStream([1, 2, 3]), Cancel);
        cluster.Studies.Front = cluster.Studies.Front with { Points = [cluster.Studies.Front.Original with { Trial = 12, Model = sha256 }] };

        var (code, _, error) = await RunAsync("pull", FakeStudies.Ended, "--trial", "12", "--out", _folder);

        Assert.True(code == 0, error);
        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(Path.Combine(_folder, "trial-012.onnx"), Cancel));
    }

    [Theory]
    [InlineData("front known-1 --json", "has no final front: it is exploring")]
    [InlineData("pull ended-2 --trial 99", "Trial 99 is not on the front of ended-2")]
    [InlineData("serve --listen 5005", "is no address")]
    [InlineData("front nobody-3", "There is no study 'nobody-3'.")]
    [InlineData("cancel ended-2", "ended-2 has ended and cannot be cancelled.")]
    [InlineData("pause nobody-3", "There is no study 'nobody-3'.")]
    [InlineData("list --server ftp://x", "'ftp://x' is no server address.")]
    [InlineData("list --server http://127.0.0.1:9", "Start a server with 'autocompress serve'")]
    [InlineData("submit nothing.yaml", "nothing.yaml")]
    [InlineData("lits", "lits")]
    public async Task Command_CannotBeDone_SaysWhyInALine(string arguments, string expected)
    {
        var (code, output, error) = await RunAsync(arguments.Split(' '));

        Assert.Equal(1, code);
        Assert.Contains(expected, output + error, StringComparison.Ordinal);
        NoStackTrace(error);
    }

    [Fact]
    public async Task Guard_ABug_IsOneLineWithTheLogsPlace()
    {
        using var error = new StringWriter();

        var code = await ErrorReport.GuardAsync(() => throw new InvalidOperationException("first\nsecond"), error, _folder);

        Assert.Equal(ErrorReport.Bug, code);
        Assert.Single(error.ToString().TrimEnd().Split('\n'));
        Assert.Contains("InvalidOperationException", await File.ReadAllTextAsync(Path.Combine(_folder, "last-error.log"), Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guard_ExpectedFailures_AreTheirMessages()
    {
        foreach (var (exception, expected) in new (Exception, string)[]
        {
            (new StepFailureException(FailureCause.InvalidModel, "bad model"), "bad model"),
            (new IOException("no space"), "no space"),
            (new GrpcException(GrpcCode.NotFound, "no such thing"), "no such thing"),
        })
        {
            using var error = new StringWriter();
            Assert.Equal(1, await ErrorReport.GuardAsync(() => throw exception, error, _folder));
            Assert.Equal($"error: {expected}", error.ToString().Trim());
        }

        Assert.Equal(130, await ErrorReport.GuardAsync(() => throw new OperationCanceledException(), TextWriter.Null, _folder));
    }

    private static void NoStackTrace(string error) => Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);

    private string Study(string lines, string data = "")
    {
        File.WriteAllText(Path.Combine(_folder, "model.onnx"), "model");
        foreach (var file in new[] { "d-images-idx3-ubyte", "d-labels-idx1-ubyte" })
        {
            File.WriteAllText(Path.Combine(_folder, file), data);
        }

        var path = Path.Combine(_folder, "study.yaml");
        File.WriteAllText(path, $"name: cli\n{lines}\ndata: {{ train: d, test: d }}\n");
        return path;
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "autocompress"), arguments)
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment[ServerOptions.AddressVariable] = cluster.Address.ToString();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Cancel);
        var error = process.StandardError.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        return (process.ExitCode, await output, await error);
    }
}
