using AutoCompress.Host.Studies;
using AutoCompress.Search.Policy;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Simulation;

/// <summary>Studies that go on with the history of another one, on a real store with an executor that takes no time.</summary>
public sealed class ContinuationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("continued-").FullName;
    private readonly FormulaExecutor _executor = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Study_InAnotherSpace_BeginsWithTheEarlierTrialsAndReplays()
    {
        using var host = new SimulatedHost(_folder, _executor);
        var first = await host.SubmitAsync(trials: 12);
        await host.RunUntilAsync(first, happened => happened.State.IsFinal());
        var steps = _executor.Started.Count;
        var before = await host.Directory.TrialsAsync(first, None);

        var second = await ContinueAsync(host, first, Fp32Only);
        await host.RunUntilAsync(second, happened => happened.State.IsFinal());

        var study = (await host.Directory.FindAsync(second, None))!;
        var trials = await host.Directory.TrialsAsync(second, None);
        Assert.Equal((StudyState.Completed, new ContinuedStudy(first, 12)), (study.State, study.Spec.Continues));
        Assert.Equal(before.Select(Content), trials.Take(12).Select(Content));
        var own = trials.Skip(12).ToList();
        Assert.InRange(own.Count, 1, 8);
        Assert.All(own, trial => Assert.Equal(Precision.Fp32, trial.Candidate.Precision()));
        Assert.DoesNotContain(own, trial => trial.Origin == "original");
        Assert.All((await host.Directory.FrontAsync(second, None))!.Points, point => Assert.Equal(Precision.Fp32, trials[point.Trial - 1].Candidate.Precision()));
        var decisions = (await host.Directory.DecisionsAsync(second, None)).Select(Json.Read<DecisionRecord>).ToList();
        Assert.Empty(Replay.Verify(study.Spec, FormulaExecutor.Analysis, new(new SensitivityTable([])), trials, decisions));
        Assert.Equal(_executor.Started.Count, _executor.Started.Distinct().Count());
        Assert.DoesNotContain("analyse", _executor.Names.Skip(steps));
    }

    [Theory]
    [InlineData(1, StudyState.Paused)]
    [InlineData(4, StudyState.Paused)]
    [InlineData(1, StudyState.Cancelled)]
    public async Task Study_OfOneThatEndedInTheMiddle_StopsWhatStillRanThereExceptTheOriginal(int order, StudyState end)
    {
        using var host = new SimulatedHost(_folder, _executor);
        var first = await host.SubmitAsync(trials: 12);
        var orders = 0;
        _executor.Middle = async (stage, cancellationToken) =>
        {
            if (stage.Name == "measure" && Interlocked.Increment(ref orders) == order)
            {
                await (end == StudyState.Paused ? host.Directory.PauseAsync(first, None) : host.Directory.CancelAsync(first, None));
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
        };
        await host.RunUntilAsync(first, happened => happened.State == end);
        var running = (await host.Directory.TrialsAsync(first, None)).Where(trial => trial.Result is null or TrialResult.Stopped).ToList();
        Assert.NotEmpty(running);
        _executor.Middle = (_, _) => Task.CompletedTask;

        var second = await ContinueAsync(host, first, spec => spec);
        await host.RunUntilAsync(second, happened => happened.State.IsFinal());

        var study = (await host.Directory.FindAsync(second, None))!;
        Assert.True(study.State == StudyState.Completed, study.Message);
        var trials = await host.Directory.TrialsAsync(second, None);
        Assert.IsType<TrialResult.Completed>(trials[0].Result);
        Assert.All(running.Where(trial => trial.Origin != "original"), trial => Assert.IsType<TrialResult.Stopped>(trials[trial.Number - 1].Result));
        Assert.Equal(end, (await host.Directory.FindAsync(first, None))!.State);
    }

    [Fact]
    public async Task Submit_OfAnotherTargetOrAnUnknownStudy_IsRefusedWithTheReason()
    {
        using var host = new SimulatedHost(_folder, _executor);
        var first = await host.SubmitAsync(trials: 12);
        var spec = SimulatedHost.Spec(8);

        var unknown = await host.Directory.SubmitAsync(spec with { Continues = new("none-9") }, null, None);
        var elsewhere = await host.Directory.SubmitAsync(spec with { Continues = new(first), Target = spec.Target with { Threads = 3 } }, null, None);

        Assert.Contains("none-9", Assert.Single(Assert.IsType<Submission.Refused>(unknown).Faults), StringComparison.Ordinal);
        Assert.Contains("another target", Assert.Single(Assert.IsType<Submission.Refused>(elsewhere).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_AgainWithTheSameKey_IsTheSameStudyThoughTheEarlierOneWentOn()
    {
        using var host = new SimulatedHost(_folder, _executor);
        var first = await host.SubmitAsync(trials: 12);
        var spec = SimulatedHost.Spec(8) with { Continues = new(first) };
        var id = Assert.IsType<Submission.Accepted>(await host.Directory.SubmitAsync(spec, "fork", None)).Study.Id;
        await host.RunUntilAsync(first, happened => happened.State.IsFinal());

        var again = Assert.IsType<Submission.Accepted>(await host.Directory.SubmitAsync(spec, "fork", None));

        Assert.Equal((id, false), (again.Study.Id, again.IsNew));
    }

    private static StudySpec Fp32Only(StudySpec spec) => spec with { Space = new SpaceSpec { Precisions = [Precision.Fp32] } };

    private static async Task<string> ContinueAsync(SimulatedHost host, string first, Func<StudySpec, StudySpec> change) => Assert.IsType<Submission.Accepted>(
        await host.Directory.SubmitAsync(change(SimulatedHost.Spec(8)) with { Continues = new(first) }, null, None)).Study.Id;

    private static string Content(Trial trial) => Json.Write(trial with { FinishedSeq = null });
}
