using AutoCompress.Host.Store;
using AutoCompress.Host.Studies;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Store;

public abstract partial class ClusterStoreContract
{
    [Fact]
    public async Task ClaimStudies_HeldByAnother_WaitsForTheLeaseToRunOut()
    {
        var first = await ActivateAsync("a");

        Advance(Lease - TimeSpan.FromSeconds(1));
        Assert.Empty(await Store.Grains.ClaimAsync("b", Lease, None));
        Advance(TimeSpan.FromSeconds(2));
        var second = Assert.Single(await Store.Grains.ClaimAsync("b", Lease, None));

        Assert.True(second.Fence > first.Fence);
        Assert.Null(await Store.Grains.ReadAsync(first, null, None));
        Assert.Equal(TurnOutcome.Lost, await Store.Grains.CommitAsync(first, 1, new StudyTurn { State = StudyState.Exploring }, None));
        Assert.IsType<StageAdvance.Lost>(await AdvanceAsync(first, null, Samples.Stage("analyse")));
        Assert.Equal(LeaseSignal.Lost, Beat("a", first)[first.Fence]);
        Assert.Equal(StudyState.Planning, (await ReadAsync(second)).State);
    }

    [Fact]
    public async Task ClaimStudies_WithHeartbeats_StaysWithItsOwner()
    {
        var lease = await ActivateAsync("a");

        for (var beat = 0; beat < 5; beat++)
        {
            Advance(TimeSpan.FromSeconds(30));
            Assert.Equal(LeaseSignal.Continue, Beat("a", lease)[lease.Fence]);
            Assert.Empty(await Store.Grains.ClaimAsync("b", Lease, None));
        }
    }

    [Fact]
    public async Task Release_HeldStudy_IsFreeAtOnce()
    {
        var lease = await ActivateAsync("a");

        await Store.Grains.ReleaseAsync(lease, None);

        Assert.Single(await Store.Grains.ClaimAsync("b", Lease, None));
    }

    [Fact]
    public async Task Advance_WaitingStill_WakesNobody()
    {
        var lease = await ActivateAsync("a");
        var stage = Samples.Stage("analyse");
        var changed = Store.Changes.Next;
        Assert.Equal(new StageAdvance.Waiting(stage.Key, IsNew: true), await AdvanceAsync(lease, null, stage));
        Assert.True(changed.IsCompleted);

        changed = Store.Changes.Next;
        Assert.Equal(new StageAdvance.Waiting(stage.Key, IsNew: false), await AdvanceAsync(lease, null, stage));

        Assert.False(changed.IsCompleted, "Who is woken by its own question asks again, and never sleeps.");
    }

    [Fact]
    public async Task CommitTurn_StudyMovedOn_IsStaleAndWritesNothing()
    {
        var lease = await ExploreAsync(trials: 1);
        var seen = (await ReadAsync(lease)).Seq;
        await CommitAsync(lease, new StudyTurn { Finished = [(1, Samples.Completed(0.9))] });

        var outcome = await Store.Grains.CommitAsync(lease, seen, new StudyTurn { Proposed = [Samples.Trial(2)], Decision = "{}" }, None);

        Assert.Equal(TurnOutcome.Stale, outcome);
        Assert.Single(await Store.Studies.TrialsAsync(lease.Study, None));
        Assert.Single(await Store.Studies.DecisionsAsync(lease.Study, None));
    }

    [Fact]
    public async Task CommitTurn_FinishedTrial_IsRecordedOnceWithItsSeq()
    {
        var lease = await ExploreAsync(trials: 2);

        await CommitAsync(lease, new StudyTurn { Finished = [(2, new TrialResult.Infeasible("too narrow")), (1, Samples.Completed(0.9))] });

        var trials = await Store.Studies.TrialsAsync(lease.Study, None);
        Assert.Equal(Json.Write<TrialResult>(Samples.Completed(0.9)), Json.Write(trials[0].Result));
        Assert.True(trials[1].FinishedSeq < trials[0].FinishedSeq);
        var status = await Store.Studies.FindAsync(lease.Study, None);
        Assert.Equal((0, 1, 2), (status!.RunningTrials, status.CompletedTrials, status.FinishedTrials));
        var again = new StudyTurn { Finished = [(1, Samples.Completed(0.1))] };
        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.Grains.CommitAsync(lease, status.Seq, again, None));
        Assert.Equal(status.Seq, (await Store.Studies.FindAsync(lease.Study, None))!.Seq);
    }

    [Fact]
    public async Task CommitTurn_FromPlanToFront_KeepsAllOfIt()
    {
        var lease = await ExploreAsync(trials: 1);
        var point = new FrontPoint(0, new Candidate([]), "model", Samples.Completed(1).Values, Samples.Completed(1).Values);
        var front = new FrontReport(point, [point with { Trial = 1 }], 1);

        await CommitAsync(lease, new StudyTurn { State = StudyState.Finalising, Decision = """{"phase":"finalising"}""" });
        await CommitAsync(lease, new StudyTurn { Front = front, State = StudyState.Completed });

        Assert.Equal(Json.Write(front), Json.Write(await Store.Studies.FrontAsync(lease.Study, None)));
        Assert.Equal(["{}", """{"phase":"finalising"}"""], await Store.Studies.DecisionsAsync(lease.Study, None));
        Assert.Equal(StudyState.Completed, (await Store.Studies.FindAsync(lease.Study, None))!.State);
        Assert.IsType<TrialResult.Stopped>((await Store.Studies.TrialsAsync(lease.Study, None))[0].Result);
        Assert.Empty(await Store.Grains.ClaimAsync("b", Lease, None));
        Assert.Null(await Store.Grains.ReadAsync(lease, null, None));
    }

    [Fact]
    public async Task Pause_ActiveStudy_EndsItsActivationUntilResumed()
    {
        var lease = await ExploreAsync(trials: 1);
        await AdvanceAsync(lease, 1, Samples.Stage("train"));

        await Store.Studies.PauseAsync(lease.Study, null, None);

        Assert.Null(await Store.Grains.ReadAsync(lease, null, None));
        Assert.Equal(LeaseSignal.Lost, Beat("a", lease)[lease.Fence]);
        Assert.Empty(await Store.Grains.ClaimAsync("a", Lease, None));
        Assert.Null(await ClaimStepAsync());
        await Store.Studies.ResumeAsync(lease.Study, None);
        var again = Assert.Single(await Store.Grains.ClaimAsync("a", Lease, None));
        Assert.Equal(StudyState.Exploring, (await ReadAsync(again)).State);
        Assert.NotNull(await ClaimStepAsync());
    }

    [Fact]
    public async Task ActiveTime_WhileWorkedOn_CountsAndStandsStillOtherwise()
    {
        var study = await CreateAsync();
        Advance(TimeSpan.FromSeconds(100));
        await JoinAsync();
        var lease = Assert.Single(await Store.Grains.ClaimAsync("a", Lease, None));
        await AdvanceAsync(lease, null, Samples.Stage("analyse"));
        Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(TimeSpan.Zero, await SpentAsync());

        var step = await MustClaimAsync();
        Advance(TimeSpan.FromSeconds(7));
        Assert.Equal(TimeSpan.FromSeconds(7), await SpentAsync());
        await Store.Work.HandBackAsync(step, None);
        Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(TimeSpan.FromSeconds(7), await SpentAsync());

        step = await MustClaimAsync();
        Advance(TimeSpan.FromSeconds(5));
        Beat("a", lease, step);
        Advance(TimeSpan.FromHours(1));
        var heir = Assert.Single(await Store.Grains.ClaimAsync("b", Lease, None));
        Assert.Equal(TimeSpan.FromSeconds(12), await SpentAsync());
        await Store.Studies.PauseAsync(study.Id, null, None);
        Advance(TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.FromSeconds(12), await SpentAsync());
        Assert.Equal("b", heir.Silo);

        async Task<TimeSpan> SpentAsync() => (await Store.Studies.FindAsync(study.Id, None))!.ActiveTime;
    }
}
