using AutoCompress.Search.Policy;

namespace AutoCompress.Cluster.Tests.EndToEnd;

/// <summary>Nothing that was finished is lost or done twice, however the program ended.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class InterruptedRunTests(InterruptedRun run) : IClassFixture<InterruptedRun>
{
    [Fact]
    public void CtrlC_InTheMiddle_SaysWhatIsKept()
    {
        Assert.Equal(130, run.First.Code);
        Assert.Contains($"Interrupted. {run.AfterCtrlC.Count} completed trials are kept; the same command goes on", run.First.Output, StringComparison.Ordinal);
        Assert.All(run.AfterCtrlC.Values, result => Assert.StartsWith("""{"outcome":"completed",""", result, StringComparison.Ordinal));
    }

    [Fact]
    public void CtrlC_InATerminal_DoesNotReachTheStagesThatMayStillEnd()
    {
        Assert.NotEmpty(run.ChildGroups);
        Assert.DoesNotContain(run.Group, run.ChildGroups.OfType<int>());
    }

    [Fact]
    public void Kill_InTheMiddle_LeavesRunningTrialsAndNoProcess()
    {
        Assert.InRange(run.RunningAtKill, 1, int.MaxValue);
        Assert.NotEmpty(run.Orphans);
    }

    [Fact]
    public void TheSameCommand_AfterBoth_GoesOnToTheEnd()
    {
        run.Last.RequireSuccess();
        Assert.Contains($"Going on with {run.AfterKill.Count} completed trials", run.Last.Output, StringComparison.Ordinal);
        Assert.Equal(6, run.State.Results().Count);
        Assert.Equal(0, run.State.RunningTrials());
    }

    [Fact]
    public void Trials_ThatHadEnded_KeepTheirResults()
    {
        var results = run.State.Results();
        Assert.Equal(Enumerable.Range(1, results.Count), results.Keys);
        Assert.True(run.AfterCtrlC.Count < run.AfterKill.Count && run.AfterKill.Count < results.Count);
        Assert.All(run.AfterCtrlC, trial => Assert.Equal(trial.Value, run.AfterKill[trial.Key]));
        Assert.All(run.AfterKill, trial => Assert.Equal(trial.Value, results[trial.Key]));
        Assert.All(results.Values, result => Assert.StartsWith("""{"outcome":"completed",""", result, StringComparison.Ordinal));
    }

    [Fact]
    public void Steps_OnceFinished_AreNeverStartedAgain()
    {
        var (started, finished) = (new List<string>(), new HashSet<string>());
        foreach (var (key, happened) in run.State.Recorded())
        {
            Assert.DoesNotContain(key, finished);
            if (happened == "finished")
            {
                finished.Add(key);
            }
            else
            {
                started.Add(key);
            }
        }

        Assert.True(started.Count > finished.Count, "Interrupted steps are started again, or nothing was interrupted.");
        Assert.Equal(run.State.FinishedSteps(), finished.Count);
    }

    [Fact]
    public async Task Decisions_AcrossThreeLives_Replay()
    {
        var plan = run.State.Plan();
        var front = Json.Read<AutoCompress.Client.Results.FrontFile>(
            await File.ReadAllTextAsync(Path.Combine(run.Results, "front.json"), TestContext.Current.CancellationToken));
        var records = File.ReadLines(Path.Combine(run.Results, "decisions.jsonl")).Select(Json.Read<DecisionRecord>);

        Assert.Empty(Replay.Verify(front.Spec, plan.Analysis, plan.Knowledge, run.State.Trials(), records));
    }
}
