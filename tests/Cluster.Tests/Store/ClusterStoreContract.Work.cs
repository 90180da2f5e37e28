using AutoCompress.Host.Store;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Store;

public abstract partial class ClusterStoreContract
{
    [Fact]
    public async Task Advance_MissingStage_BecomesWorkWhoseResultIsFound()
    {
        var lease = await ExploreAsync();
        var (prune, train) = (Samples.Stage("prune"), Samples.Stage("train"));

        Assert.Equal(new StageAdvance.Waiting(prune.Key, IsNew: true), await AdvanceAsync(lease, 1, prune, train));
        Assert.Empty((await ReadAsync(lease)).Due);
        var step = await MustClaimAsync();
        Assert.Equal((prune.Key, 1, 1), (step.Key, step.Trial, step.Attempt));
        Assert.Equal(Json.Write(prune), Json.Write(step.Stage));
        Assert.Null(await ClaimStepAsync());
        Assert.True(await Store.Work.CommitAsync(step, Samples.Output("a1", "[1]"), 2.5, None));

        Assert.Equal([1], (await ReadAsync(lease)).Due.Keys);
        Assert.Equal(new StageAdvance.Waiting(train.Key, IsNew: true), await AdvanceAsync(lease, 1, prune, train));
        await Store.Work.CommitAsync(await MustClaimAsync(), Samples.Output("a2", "[2]"), 3, None);
        var done = Assert.IsType<StageAdvance.Done>(await AdvanceAsync(lease, 1, prune, train));
        Assert.Equal(["[1]", "[2]"], done.Outputs.Select(output => output.Values));
        Assert.Equal([2.5, 3], done.Seconds);
        Assert.Equal("a1", (await Store.Work.ResultAsync(prune.Key, None))!.Artifacts["model"]);
    }

    [Fact]
    public async Task Advance_KeyBeingComputed_ParksTheTrialAndChargesTheFirst()
    {
        var lease = await ExploreAsync(trials: 2);
        var prune = Samples.Stage("prune");

        await AdvanceAsync(lease, 1, prune);
        var step = await MustClaimAsync();
        Assert.IsType<StageAdvance.Waiting>(await AdvanceAsync(lease, 2, prune));
        Assert.Null(await ClaimStepAsync());
        await Store.Work.CommitAsync(step, Samples.Output(), 4, None);

        Assert.Equal([1, 2], (await ReadAsync(lease)).Due.Keys);
        Assert.Equal([4], Assert.IsType<StageAdvance.Done>(await AdvanceAsync(lease, 1, prune)).Seconds);
        Assert.Equal([0], Assert.IsType<StageAdvance.Done>(await AdvanceAsync(lease, 2, prune)).Seconds);
    }

    [Fact]
    public async Task CommitStep_AfterTheLeaseWasLost_IsRefused()
    {
        var lease = await ExploreAsync();
        await AdvanceAsync(lease, 1, Samples.Stage("train"));
        var late = await MustClaimAsync("a");
        Advance(Lease + TimeSpan.FromSeconds(1));
        var next = await MustClaimAsync("b");

        Assert.True(next.Fence > late.Fence);
        Assert.Equal(1, next.Attempt);
        Assert.False(await Store.Work.CommitAsync(late, Samples.Output("late"), 1, None));
        Assert.False(await Store.Work.FailAsync(late, FailureCause.Internal, "late", None));
        Assert.False(await Store.Work.HandBackAsync(late, None));
        Assert.False(await Store.Work.SuspendAsync(late, "late", None));
        Assert.Equal(LeaseSignal.Lost, Beat("a", step: late)[late.Fence]);
        Assert.True(await Store.Work.CommitAsync(next, Samples.Output("good"), 1, None));
        Assert.False(await Store.Work.CommitAsync(next, Samples.Output("twice"), 1, None));
        Assert.Equal("good", (await Store.Work.ResultAsync(next.Key, None))!.Artifacts["model"]);
    }

    [Fact]
    public async Task FailStep_WithWaiters_FailsThemAllAndIsNotCached()
    {
        var lease = await ExploreAsync(trials: 3);
        var prune = Samples.Stage("prune");
        await AdvanceAsync(lease, 1, prune);
        await AdvanceAsync(lease, 2, prune);

        Assert.True(await Store.Work.FailAsync(await MustClaimAsync(), FailureCause.OutOfMemory, "4 GB are not enough", None));

        var due = (await ReadAsync(lease)).Due;
        Assert.Equal(new StepFailure("prune", FailureCause.OutOfMemory, "4 GB are not enough"), due[1]);
        Assert.Equal(due[1], due[2]);
        Assert.Null(due[3]);
        Assert.IsType<StageAdvance.Waiting>(await AdvanceAsync(lease, 3, prune));
        Assert.NotNull(await ClaimStepAsync());
    }

    [Fact]
    public async Task FailStep_OfTheStudyItself_IsSeenByItsTurn()
    {
        var lease = await ActivateAsync();
        await AdvanceAsync(lease, null, Samples.Stage("analyse"));

        await Store.Work.FailAsync(await MustClaimAsync(), FailureCause.InvalidModel, "not ONNX", None);

        Assert.Equal(new StepFailure("analyse", FailureCause.InvalidModel, "not ONNX"), (await ReadAsync(lease)).Failure);
    }

    [Fact]
    public async Task ClaimStep_ThreeOwnersDied_PoisonsTheTrial()
    {
        var lease = await ExploreAsync();
        await AdvanceAsync(lease, 1, Samples.Stage("train"));
        foreach (var silo in new[] { "a", "b", "c" })
        {
            Assert.Equal(1, (await MustClaimAsync(silo)).Attempt);
            Advance(Lease + TimeSpan.FromSeconds(1));
        }

        Assert.Null(await ClaimStepAsync("d"));

        var heir = Assert.Single(await Store.Grains.ClaimAsync("d", Lease, None));
        Assert.Equal(FailureCause.Poisoned, (await ReadAsync(heir)).Due[1]!.Cause);
    }

    [Fact]
    public async Task HandBack_BetweenDeaths_ForgetsTheDead()
    {
        var lease = await ExploreAsync();
        await AdvanceAsync(lease, 1, Samples.Stage("train"));
        for (var life = 0; life < 2; life++)
        {
            await MustClaimAsync();
            Advance(Lease + TimeSpan.FromSeconds(1));
        }

        await Store.Work.HandBackAsync(await MustClaimAsync(), None);
        await MustClaimAsync();
        Advance(Lease + TimeSpan.FromSeconds(1));

        Assert.Equal(1, (await MustClaimAsync()).Attempt);
    }

    [Fact]
    public async Task ClaimStep_LabelsAndCores_FitTheOffer()
    {
        var lease = await ExploreAsync(trials: 3);
        await AdvanceAsync(lease, 1, Samples.Stage("measure", label: StageLabels.Measure));
        await AdvanceAsync(lease, 2, Samples.Stage("wide", cores: 2));
        await AdvanceAsync(lease, 3, Samples.Stage("narrow"));

        Assert.Null(await ClaimStepAsync("a", 2, "cuda"));
        Assert.Null(await ClaimStepAsync("a", 1, StageLabels.Cpu));
        var wide = await ClaimStepAsync("a", 2, StageLabels.Cpu);
        Assert.Equal("wide", wide!.Stage.Name);
        Assert.Equal("narrow", (await ClaimStepAsync("b", 1, StageLabels.Cpu))!.Stage.Name);
        Assert.Equal("measure", (await ClaimStepAsync("b", 1))!.Stage.Name);
    }

    [Fact]
    public async Task ClaimStep_MoreCoresThanTheSiloHas_TakesThemAll()
    {
        var lease = await ExploreAsync();
        await AdvanceAsync(lease, 1, Samples.Stage("wide", cores: 64));

        Assert.Null(await ClaimStepAsync("a", 1));
        Assert.NotNull(await ClaimStepAsync("a", 2));
    }

    [Fact]
    public async Task Beat_RunningStep_HearsOfOrdersAndKeepsItsProgress()
    {
        var lease = await ExploreAsync();
        await AdvanceAsync(lease, 1, Samples.Stage("train"));
        var step = await MustClaimAsync();

        Assert.Equal(LeaseSignal.Continue, Beat("a", step: step)[step.Fence]);
        var status = Assert.Single(await Store.Studies.StepsAsync(lease.Study, None));
        Assert.Equal((1, "train", "a", 0.5, "half"), (status.Trial, status.Stage, status.Silo, status.Done, status.Note));
        await Store.Studies.PauseAsync(lease.Study, null, None);
        Assert.Equal(LeaseSignal.Pause, Beat("a", step: step)[step.Fence]);
        await Store.Studies.CancelAsync(lease.Study, None);
        Assert.Equal(LeaseSignal.Cancel, Beat("a", step: step)[step.Fence]);
        Assert.True(await Store.Work.HandBackAsync(step, None));
        Assert.Equal(LeaseSignal.Lost, Beat("a", step: step)[step.Fence]);
    }

    [Fact]
    public async Task Cancel_StepSharedWithAnotherStudy_GoesOn()
    {
        var first = await ExploreAsync();
        await CreateAsync("other");
        var second = Assert.Single(await Store.Grains.ClaimAsync("a", Lease, None));
        await AdvanceAsync(first, 1, Samples.Stage("train"));
        await AdvanceAsync(second, null, Samples.Stage("train"));
        var step = await MustClaimAsync();

        await Store.Studies.CancelAsync(first.Study, None);

        Assert.Equal(LeaseSignal.Continue, Beat("a", step: step)[step.Fence]);
        await Store.Work.CommitAsync(step, Samples.Output(), 1, None);
        Assert.IsType<StageAdvance.Done>(await AdvanceAsync(second, null, Samples.Stage("train")));
    }

    [Fact]
    public async Task Suspend_BrokenMachine_PausesTheStudyAndKeepsTheStep()
    {
        var lease = await ExploreAsync();
        await AdvanceAsync(lease, 1, Samples.Stage("train"));

        Assert.True(await Store.Work.SuspendAsync(await MustClaimAsync(), "The disk is full.", None));

        var study = await Store.Studies.FindAsync(lease.Study, None);
        Assert.Equal((StudyState.Paused, "The disk is full."), (study!.State, study.Message));
        await Store.Studies.ResumeAsync(lease.Study, None);
        Assert.Equal(1, (await MustClaimAsync()).Attempt);
    }

    [Fact]
    public async Task Commit_ProposalsWithWishes_AreQueuedInTheSameTurn()
    {
        var lease = await ExploreAsync();
        var (done, open) = (Samples.Stage("train"), Samples.Stage("quantize"));
        await AdvanceAsync(lease, 1, done);
        var step = await MustClaimAsync();
        await Store.Work.CommitAsync([new FinishedStep(step, Samples.Output("x"), 1)], None);

        await CommitAsync(lease, new StudyTurn
        {
            Proposed = [Samples.Trial(2), Samples.Trial(3), Samples.Trial(4)],
            Wishes = [new(2, [done, open]), new(3, [done, open]), new(4, [done])],
        });

        var study = await Store.Grains.ReadAsync(lease, null, None);
        Assert.Equal([1, 4], study!.Due.Keys);
        Assert.Equal(1, study.Load.Busy);
        var queued = await MustClaimAsync();
        Assert.Equal((open.Key, 2), (queued.Key, queued.Trial));
        await Store.Work.CommitAsync([new FinishedStep(queued, Samples.Output("y"), 1)], None);
        Assert.Equal([1, 2, 3, 4], (await Store.Grains.ReadAsync(lease, study, None))!.Due.Keys);
    }

    [Fact]
    public async Task Commit_ResultsAndProposalsInOneTurn_AreNumberedInThatOrder()
    {
        var lease = await ExploreAsync(trials: 2);
        var seen = (await Store.Grains.ReadAsync(lease, null, None))!;

        await CommitAsync(lease, new StudyTurn
        {
            Finished = [(2, Samples.Completed(0.9)), (1, Samples.Completed(0.8))],
            Proposed = [Samples.Trial(3)],
            Wishes = [new(3, [Samples.Stage("train")])],
        });

        var study = (await Store.Grains.ReadAsync(lease, seen, None))!;
        Assert.Equal(seen.After([(2, Samples.Completed(0.9)), (1, Samples.Completed(0.8))]).Trials.Select(trial => trial.FinishedSeq), study.Trials.Take(2).Select(trial => trial.FinishedSeq));
        Assert.Equal(seen.Seq + 3, study.Seq);
        Assert.Empty(study.Due);
    }

    [Fact]
    public async Task Load_BusyCluster_CountsOneMeasuringStep()
    {
        var lease = await ExploreAsync(trials: 4);
        Assert.Equal(new ClusterLoad(2, 0, 0, 1), await LoadAsync(lease));
        foreach (var trial in new[] { 1, 2, 3 })
        {
            await AdvanceAsync(lease, trial, Samples.Stage("measure", $"[{trial}]", StageLabels.Measure));
        }

        var load = await LoadAsync(lease);
        Assert.Equal((1, 1), (load.Busy, load.Free));
        await AdvanceAsync(lease, 4, Samples.Stage("train"));
        Assert.Equal(0, (await LoadAsync(lease)).Free);
        Advance(Lease + TimeSpan.FromSeconds(1));
        Assert.Equal(0, (await LoadAsync(lease)).Cores);
    }

    [Fact]
    public async Task Load_SilosOfOneMachine_CountItsCoresOnce()
    {
        var lease = await ExploreAsync();

        await Store.Silos.JoinAsync(Samples.Offer("b", cores: 3, host: "a"), Lease, None);
        Assert.Equal(3, (await LoadAsync(lease)).Cores);
        await Store.Silos.JoinAsync(Samples.Offer("c", cores: 3), Lease, None);

        Assert.Equal(6, (await LoadAsync(lease)).Cores);
    }

    [Fact]
    public async Task ClaimStep_LeaseLostByALivingSilo_IsNotCharged()
    {
        var lease = await ExploreAsync();
        await AdvanceAsync(lease, 1, Samples.Stage("train"));
        for (var loss = 0; loss < 4; loss++)
        {
            Assert.Equal("a", (await MustClaimAsync()).Silo);
            Advance(Lease - TimeSpan.FromSeconds(1));
            Beat("a", lease);
            Advance(TimeSpan.FromSeconds(2));
        }

        Assert.Equal(1, (await MustClaimAsync("b")).Attempt);
        Assert.Empty((await ReadAsync(lease)).Due);
    }

    [Fact]
    public async Task Checkpoint_OfALostStep_IsItsNextOwners()
    {
        var lease = await ExploreAsync();
        await AdvanceAsync(lease, 1, Samples.Stage("train"));
        var first = await MustClaimAsync("a");
        Assert.Null(first.Checkpoint);
        Assert.True(await Store.Work.CheckpointAsync(first, Samples.Files("state.bin", "a1"), None));
        Assert.True(await Store.Work.CheckpointAsync(first, Samples.Files("state.bin", "a2"), None));
        Advance(Lease + TimeSpan.FromSeconds(1));

        var second = await MustClaimAsync("b");

        Assert.Equal("a2", second.Checkpoint!["state.bin"]);
        Assert.False(await Store.Work.CheckpointAsync(first, Samples.Files("state.bin", "late"), None));
        Assert.True(await Store.Work.HandBackAsync(second, None));
        Assert.Equal("a2", (await MustClaimAsync("a")).Checkpoint!["state.bin"]);
    }

    [Fact]
    public async Task Silos_ComingAndGoing_AreListed()
    {
        await JoinAsync("a", cores: 3);
        await JoinAsync("b");
        Advance(Lease + TimeSpan.FromSeconds(1));
        Beat("b");
        await Store.Silos.DrainAsync("b", None);

        var silos = await Store.Silos.ListAsync(None);

        Assert.Equal([("a", 3, false, false), ("b", 2, true, true)], silos.Select(silo => (silo.Id, silo.Cores, silo.IsAlive, silo.IsDraining)));
        Assert.Equal([StageLabels.Cpu, StageLabels.Measure], silos[0].Labels);
        await Store.Silos.ReturnAsync("b", None);
        Assert.All(await Store.Silos.ListAsync(None), silo => Assert.False(silo.IsDraining));
        await Store.Silos.LeaveAsync("b", None);
        Assert.Single(await Store.Silos.ListAsync(None));
    }

    [Fact]
    public async Task Leave_WithLeasesThatTheSiloNeverHeardOf_FreesThemUncharged()
    {
        var lease = await ExploreAsync();
        await AdvanceAsync(lease, 1, Samples.Stage("train"));
        for (var life = 0; life < 4; life++)
        {
            await JoinAsync($"b{life}");
            Assert.Equal(1, (await MustClaimAsync($"b{life}")).Attempt);
            await Store.Silos.LeaveAsync($"b{life}", None);
        }

        await Store.Silos.LeaveAsync("a", None);
        Advance(TimeSpan.FromSeconds(1));

        var heir = Assert.Single(await Store.Grains.ClaimAsync("c", Lease, None));
        Assert.Empty((await ReadAsync(heir)).Due);
        Assert.Equal(1, (await MustClaimAsync("c")).Attempt);
    }
}
