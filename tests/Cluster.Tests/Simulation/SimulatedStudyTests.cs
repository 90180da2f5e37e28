using AutoCompress.Host.Studies;
using AutoCompress.Search.Policy;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Simulation;

/// <summary>Whole studies on a real store with an executor that takes no time.</summary>
public sealed class SimulatedStudyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("study-").FullName;
    private readonly FormulaExecutor _executor = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Study_FromSubmitToFront_CompletesAndSharesPrefixes()
    {
        using var host = new SimulatedHost(_folder, _executor);
        var id = await host.SubmitAsync(trials: 12);

        await host.RunUntilAsync(id, happened => happened.State.IsFinal());

        var study = await host.Directory.FindAsync(id, None);
        Assert.Equal((StudyState.Completed, 12, 0), (study!.State, study.CompletedTrials, study.RunningTrials));
        var trials = await host.Directory.TrialsAsync(id, None);
        Assert.Equal((9, 3), (trials.Count(trial => trial.Fidelity.Rung == 0), trials.Count(trial => trial.Fidelity.Rung == 1)));
        Assert.All((await host.Directory.FrontAsync(id, None))!.Points, point => Assert.IsType<TrialResult.Completed>(trials[point.Trial - 1].Result));
        Assert.Equal(_executor.Started.Count, _executor.Started.Distinct().Count());
        Assert.Equal((12, 12), (Count("quantize"), Count("measure")));
        Assert.True(Count("prune") <= 8, $"The original and its int8 form share their cut, and so do refinements with their probes: {Count("prune")} cuts.");
        Assert.Equal(0, _executor.Collisions);
        var events = await EventsAsync(host, id);
        Assert.Equal(Enumerable.Range(1, events.Count).Select(seq => (long)seq), events.Select(happened => happened.Seq));
        Assert.Equal(
            [StudyState.Planning, StudyState.Exploring, StudyState.Refining, StudyState.Finalising, StudyState.Completed],
            events.Where(happened => happened.Kind == StudyEventKind.StateChanged).Select(happened => happened.State));
        var decisions = (await host.Directory.DecisionsAsync(id, None)).Select(Json.Read<DecisionRecord>).ToList();
        Assert.IsType<Decision.Finalise>(decisions[^1].Decision);
        Assert.Empty(Replay.Verify(study.Spec, FormulaExecutor.Analysis, new(new SensitivityTable([])), trials, decisions));
        Assert.Empty(await host.Directory.SilosAsync(None));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_folder, "work", "a")));
    }

    [Fact]
    public async Task Study_ThreeSilosOnOneStore_DoNothingTwice()
    {
        using var host = new SimulatedHost(_folder, _executor);
        var id = await host.SubmitAsync(trials: 24);
        _executor.Middle = async (_, _) => await Task.Yield();

        await host.RunUntilAsync(id, happened => happened.State.IsFinal(), host.Silo("a"), host.Silo("b"), host.Silo("c", cores: 1));

        Assert.Equal(StudyState.Completed, (await host.Directory.FindAsync(id, None))!.State);
        Assert.Equal(_executor.Started.Count, _executor.Started.Distinct().Count());
    }

    [Fact]
    public async Task Study_SecondStudyOfTheSameModel_FindsEverythingInTheCache()
    {
        using var host = new SimulatedHost(_folder, _executor);
        var first = await host.SubmitAsync(trials: 4, key: null, refine: 0);
        await host.RunUntilAsync(first, happened => happened.State.IsFinal(), host.Silo("a", cores: 1));
        var steps = _executor.Started.Count;
        var second = await host.SubmitAsync(trials: 4, key: null, refine: 0);

        await host.RunUntilAsync(second, happened => happened.State.IsFinal(), host.Silo("b", cores: 1));

        Assert.Equal(steps, _executor.Started.Count);
        Assert.All(await host.Directory.TrialsAsync(second, None), trial => Assert.Equal(0, ((TrialResult.Completed)trial.Result!).Cost.Seconds));
    }

    [Fact]
    public async Task Study_StoppedInTheMiddle_GoesOnWhereItWas()
    {
        string id;
        using (var host = new SimulatedHost(_folder, _executor))
        {
            id = await host.SubmitAsync();

            // After some trials everything waits, so that a fast silo is not done before it is stopped.
            _executor.Middle = (_, cancellationToken) => Count("measure") > 6 ? Task.Delay(Timeout.Infinite, cancellationToken) : Task.CompletedTask;
            await host.RunUntilAsync(id, happened => happened is { Kind: StudyEventKind.TrialFinished, Trial.Number: >= 4 });
            Assert.Equal(StudyState.Exploring, (await host.Directory.FindAsync(id, None))!.State);
        }

        _executor.Middle = (_, _) => Task.CompletedTask;
        using (var host = new SimulatedHost(_folder, _executor))
        {
            Assert.Equal(id, await host.SubmitAsync());
            await host.RunUntilAsync(id, happened => happened.State.IsFinal());
            Assert.Equal((StudyState.Completed, 12), await StateAsync(host, id));
        }
    }

    [Fact]
    public async Task Study_PausedAndResumed_RunsNothingInBetween()
    {
        using var host = new SimulatedHost(_folder, _executor);
        var id = await host.SubmitAsync();
        var orders = 0;
        _executor.Middle = async (stage, cancellationToken) =>
        {
            if (stage.Name == "measure" && Interlocked.Exchange(ref orders, 1) == 0)
            {
                Assert.Equal(StudyChange.Applied, await host.Directory.PauseAsync(id, cancellationToken));
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
        };
        await host.RunUntilAsync(id, happened => happened.State == StudyState.Paused);
        var before = _executor.Started.Count;

        Assert.Equal(StudyState.Paused, (await host.Directory.FindAsync(id, None))!.State);
        await host.Directory.ResumeAsync(id, None);
        await host.RunUntilAsync(id, happened => happened.State.IsFinal());

        Assert.True(_executor.Started.Count > before);
        Assert.Equal((StudyState.Completed, 12), await StateAsync(host, id));
    }

    [Fact]
    public async Task Study_CancelledWhileStepsRun_StopsThemAndFreesTheSilo()
    {
        using var host = new SimulatedHost(_folder, _executor);
        var id = await host.SubmitAsync();
        var stopped = new TaskCompletionSource();
        _executor.Middle = async (stage, cancellationToken) =>
        {
            if (stage.Name == "train")
            {
                await using var registration = cancellationToken.Register(() => stopped.TrySetResult());
                await host.Directory.CancelAsync(id, None);
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
        };
        using var stop = new CancellationTokenSource();
        var silo = Task.Run(() => host.Silo().RunAsync(stop.Token), None);

        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(30), None);
        await stop.CancelAsync();
        await silo;

        Assert.Equal(StudyState.Cancelled, (await host.Directory.FindAsync(id, None))!.State);
        Assert.All(await host.Directory.TrialsAsync(id, None), trial => Assert.NotNull(trial.Result));
        Assert.Empty(await host.Directory.StepsAsync(id, None));
    }

    [Fact]
    public async Task Study_StepsThatFail_EndTrialsWithTheirCause()
    {
        using var host = new SimulatedHost(_folder, _executor);
        var id = await host.SubmitAsync();
        var (narrow, crashed, broken) = (Nth("prune", 2), Nth("quantize", 3), Nth("quantize", 5));
        _executor.Answer = stage =>
            narrow(stage) ? new StageResult.Failed(FailureCause.Infeasible, "too narrow")
            : crashed(stage) ? new StageResult.Failed(FailureCause.NativeCrash, "signal 11")
            : broken(stage) ? throw new InvalidOperationException("a bug")
            : null;

        await host.RunUntilAsync(id, happened => happened.State.IsFinal(), host.Silo(cores: 1));

        var results = (await host.Directory.TrialsAsync(id, None)).Select(trial => trial.Result).ToList();
        Assert.Single(results, new TrialResult.Infeasible("too narrow"));
        Assert.Single(results, new TrialResult.Failed(FailureCause.NativeCrash, "signal 11"));
        Assert.Single(results, result => result is TrialResult.Failed { Cause: FailureCause.Internal });
        Assert.Equal((StudyState.Completed, results.Count - 3), await StateAsync(host, id));

        static Func<Stage, bool> Nth(string name, int n)
        {
            var seen = 0;
            return stage => stage.Name == name && ++seen == n;
        }
    }

    [Fact]
    public async Task Study_ModelThatIsNone_FailsWithTheReason()
    {
        using var host = new SimulatedHost(_folder, _executor);
        var id = await host.SubmitAsync();
        _executor.Answer = stage => stage.Name == "analyse" ? new StageResult.Failed(FailureCause.InvalidModel, "sample.onnx is empty") : null;

        await host.RunUntilAsync(id, happened => happened.State.IsFinal());

        var study = await host.Directory.FindAsync(id, None);
        Assert.Equal((StudyState.Failed, "The step 'analyse' failed: sample.onnx is empty"), (study!.State, study.Message));
    }

    [Fact]
    public async Task Study_FinalMeasurementFails_KeepsItsTrialsForAnotherTry()
    {
        using var host = new SimulatedHost(_folder, _executor);
        var id = await host.SubmitAsync(trials: 3);
        _executor.Answer = stage => stage.Name == "finalise" ? new StageResult.Failed(FailureCause.NativeCrash, "Signal 11.") : null;
        await host.RunUntilAsync(id, happened => happened.State == StudyState.Paused);
        Assert.Contains("Signal 11.", (await host.Directory.FindAsync(id, None))!.Message, StringComparison.Ordinal);

        _executor.Answer = _ => null;
        await host.Directory.ResumeAsync(id, None);
        await host.RunUntilAsync(id, happened => happened.State.IsFinal());

        Assert.Equal((StudyState.Completed, 3), await StateAsync(host, id));
    }

    [Fact]
    public async Task Study_FilesOfACachedStepAreGone_MakesThemAgain()
    {
        using var host = new SimulatedHost(_folder, _executor);
        var id = await host.SubmitAsync(trials: 2, refine: 0);
        var lost = 0;
        _executor.Middle = async (stage, cancellationToken) =>
        {
            if (stage.Name == "train" && Interlocked.Exchange(ref lost, 1) == 0)
            {
                var cut = await host.Store.Work.ResultAsync(_executor.Started.ElementAt(_executor.Names.ToList().IndexOf("prune")), cancellationToken);
                File.Delete((await host.Artifacts.GetFileAsync(cut!.Artifacts["model"], cancellationToken)).Path);
                throw new IOException("The machine is shaken.");
            }
        };
        await host.RunUntilAsync(id, happened => happened.State == StudyState.Paused, host.Silo(cores: 1));

        await host.Directory.ResumeAsync(id, None);
        await host.RunUntilAsync(id, happened => happened.State.IsFinal(), host.Silo(cores: 1));

        Assert.Equal((StudyState.Completed, 2), await StateAsync(host, id));
        Assert.Equal(2, Count("prune"));
    }

    [Fact]
    public async Task Study_FullDiskInAStep_PausesAndGoesOnLater()
    {
        using var host = new SimulatedHost(_folder, _executor);
        var id = await host.SubmitAsync();
        _executor.Middle = (stage, _) => stage.Name == "train" ? throw new IOException("No space left on device") : Task.CompletedTask;
        await host.RunUntilAsync(id, happened => happened.State == StudyState.Paused);
        Assert.Contains("No space left", (await host.Directory.FindAsync(id, None))!.Message, StringComparison.Ordinal);

        _executor.Middle = (_, _) => Task.CompletedTask;
        await host.Directory.ResumeAsync(id, None);
        await host.RunUntilAsync(id, happened => happened.State.IsFinal());

        Assert.Equal((StudyState.Completed, 12), await StateAsync(host, id));
    }

    [Fact]
    public async Task Submit_SameKeyAnotherSpec_IsRefused()
    {
        using var host = new SimulatedHost(_folder, _executor);
        var id = await host.SubmitAsync();

        var again = await host.Directory.SubmitAsync(SimulatedHost.Spec(trials: 99), "key", None);

        Assert.Equal(id, Assert.IsType<Submission.KeyReused>(again).Study.Id);
    }

    [Fact]
    public async Task Watch_UnknownStudy_SaysSo()
    {
        using var host = new SimulatedHost(_folder, _executor);

        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await EventsAsync(host, "none"));
    }

    private static async Task<(StudyState State, int Completed)> StateAsync(SimulatedHost host, string id) =>
        await host.Directory.FindAsync(id, None) is { } study ? (study.State, study.CompletedTrials) : default;

    private static async Task<List<StudyEvent>> EventsAsync(SimulatedHost host, string id)
    {
        var events = new List<StudyEvent>();
        await foreach (var happened in host.Directory.WatchAsync(id, 0, None))
        {
            events.Add(happened);
        }

        return events;
    }

    private int Count(string stage) => _executor.Names.Count(name => name == stage);
}
