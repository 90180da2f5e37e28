using System.Globalization;
using System.Security.Cryptography;
using AutoCompress.Cluster.Tests.Wire;
using AutoCompress.Search.Policy;

namespace AutoCompress.Cluster.Tests.EndToEnd;

/// <summary>What a study leaves when it ran to its end, and what can be done with it.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class FinishedRunTests(SmallCase small, FinishedRun run) : IClassFixture<FinishedRun>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Run_ToTheEnd_LeavesTheFilesThatFrontJsonNames()
    {
        Assert.NotEmpty(run.Front.Points);
        Assert.All(run.Front.Points.Prepend(run.Front.Original), point =>
            Assert.Equal(point.Size.Bytes, new FileInfo(Path.Combine(run.Results, point.File)).Length));
        Assert.Equal(run.Front.Points.Length + 1, Directory.GetFiles(Path.Combine(run.Results, "models")).Length);
        Assert.All(["report.html", "decisions.jsonl"], file => Assert.NotEqual(0, new FileInfo(Path.Combine(run.Results, file)).Length));
    }

    [Fact]
    public void Run_ToTheEnd_PrintsFrontRecommendationAndFiles()
    {
        Assert.Equal("", run.Result.Error);
        Assert.All(run.Front.Points, point => Assert.Contains($"trial {point.Trial} ", run.Result.Output, StringComparison.Ordinal));
        Assert.Contains("Recommended: ", run.Result.Output, StringComparison.Ordinal);
        Assert.All(["front.json", "models", "report.html", "decisions.jsonl"], file => Assert.Contains($"  results/{file}", run.Result.Output, StringComparison.Ordinal));
        Assert.DoesNotContain('\e', run.Result.Output);
    }

    [Fact]
    public async Task Run_TheSameCommandAgain_ShowsTheResultsAndRunsNothing()
    {
        var state = StateFile.Of(run.Results);
        var (steps, front) = (state.StepResults(), await File.ReadAllTextAsync(Path.Combine(run.Results, "front.json"), Cancel));

        var again = (await Cli.RunAsync(run.Folder, "run", "study.yaml", "--out", run.Results)).RequireSuccess();

        Assert.Contains("This study has ended already; --fresh starts over.", again.Output, StringComparison.Ordinal);
        Assert.Contains("Recommended: ", again.Output, StringComparison.Ordinal);
        Assert.Equal(steps, state.StepResults());
        Assert.Equal(front, await File.ReadAllTextAsync(Path.Combine(run.Results, "front.json"), Cancel));
    }

    [Fact]
    public async Task Models_InOnnxRuntimeForNode_ReachTheAccuracyOfFrontJson()
    {
        var output = await Node.RunAsync(
            Path.Combine(Node.Repository, "tests", "Cluster.Tests", "EndToEnd", "oracle.mjs"), Path.Combine(run.Results, "front.json"), small.Test);

        Assert.Equal(run.Front.Points.Length + 1, output.Split('\n').Count(line => line.StartsWith("ok ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Decisions_OfARealRun_Replay()
    {
        var state = StateFile.Of(run.Results);
        var (plan, trials) = (state.Plan(), state.Trials());
        var records = (await File.ReadAllLinesAsync(Path.Combine(run.Results, "decisions.jsonl"), Cancel)).Select(Json.Read<DecisionRecord>).ToList();

        Assert.IsType<Decision.Finalise>(records[^1].Decision);
        Assert.Empty(Replay.Verify(run.Front.Spec, plan.Analysis, plan.Knowledge, trials, records));
    }

    [Fact]
    public async Task Reproduce_APointOfTheFront_BuildsTheSameModel()
    {
        var point = run.Front.Points.OrderBy(point => point.Rungs.Sum(rung => rung.Images)).Last();
        var output = Path.Combine(run.Folder, "again.onnx");

        var reproduced = (await Cli.RunAsync(
            run.Results, "reproduce", "front.json", "--trial", point.Trial.ToString(CultureInfo.InvariantCulture), "--out", output)).RequireSuccess();

        Assert.Contains("again.onnx: ", reproduced.Output, StringComparison.Ordinal);
        Assert.Equal(point.Sha256, Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(output, Cancel))));
    }

    [Fact]
    public async Task Reproduce_ATrialThatIsNotOnTheFront_NamesThoseThatAre() =>
        (await Cli.RunAsync(run.Results, "reproduce", "front.json", "--trial", "99", "--out", "again.onnx")).RequireMessage("The front has no trial 99; it has ");

    [Fact]
    public async Task Run_Fresh_StartsOver()
    {
        var folder = small.NewFolder();
        Directory.CreateDirectory(Path.Combine(folder, ".state"));
        foreach (var file in Directory.GetFiles(Path.Combine(run.Results, ".state")))
        {
            File.Copy(file, Path.Combine(folder, ".state", Path.GetFileName(file)));
        }

        await using var fresh = Cli.Start(run.Folder, "run", "study.yaml", "--out", folder, "--fresh");
        await fresh.LineAsync("exploring");
        fresh.PressCtrlC();

        Assert.Equal(130, (await fresh.EndAsync()).Code);
        Assert.True(StateFile.Of(folder).Results().Count < StateFile.Of(run.Results).Results().Count);
    }
}
