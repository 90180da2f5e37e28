using AutoCompress.Host.Store;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Store;

public abstract partial class ClusterStoreContract
{
    [Fact]
    public async Task ClaimSteps_SeveralInLine_TakesWhatTheCoresHold()
    {
        var lease = await ExploreAsync(trials: 5);
        await AdvanceAsync(lease, 1, Samples.Stage("one"));
        await AdvanceAsync(lease, 2, Samples.Stage("measure-a", label: StageLabels.Measure));
        await AdvanceAsync(lease, 3, Samples.Stage("measure-b", label: StageLabels.Measure));
        await AdvanceAsync(lease, 4, Samples.Stage("wide", cores: 2));
        await AdvanceAsync(lease, 5, Samples.Stage("last"));

        var first = await Store.Work.ClaimAsync(new WorkOffer("a", [StageLabels.Cpu, StageLabels.Measure], 5, 5, Lease), None);
        var second = await Store.Work.ClaimAsync(new WorkOffer("b", [StageLabels.Cpu, StageLabels.Measure], 2, 2, Lease), None);

        Assert.Equal(["one", "measure-a", "wide", "last"], first.Select(step => step.Stage.Name));
        Assert.Equal(4, first.Select(step => step.Fence).Distinct().Count());
        Assert.Equal("measure-b", Assert.Single(second).Stage.Name);
    }

    [Fact]
    public async Task ClaimSteps_WideStepInTheMiddle_StopsThoseBehindIt()
    {
        var lease = await ExploreAsync(trials: 3);
        await AdvanceAsync(lease, 1, Samples.Stage("one"));
        await AdvanceAsync(lease, 2, Samples.Stage("wide", cores: 2));
        await AdvanceAsync(lease, 3, Samples.Stage("last"));

        var taken = await Store.Work.ClaimAsync(new WorkOffer("a", [StageLabels.Cpu], 2, 2, Lease), None);

        Assert.Equal("one", Assert.Single(taken).Stage.Name);
    }

    [Fact]
    public async Task CommitSteps_OneLeaseLost_WritesTheOthers()
    {
        var lease = await ExploreAsync(trials: 2);
        await AdvanceAsync(lease, 1, Samples.Stage("lost"));
        var lost = await MustClaimAsync();
        Advance(Lease + TimeSpan.FromSeconds(1));
        lease = Assert.Single(await Store.Grains.ClaimAsync("a", Lease, None));
        var again = await MustClaimAsync("b");
        await AdvanceAsync(lease, 2, Samples.Stage("kept"));
        var kept = await MustClaimAsync();

        var written = await Store.Work.CommitAsync(
            [new(lost, Samples.Output("late"), 1), new(kept, Samples.Output("good"), 2)], None);

        Assert.Equal([false, true], written);
        Assert.Null(await Store.Work.ResultAsync(lost.Key, None));
        Assert.Equal("good", (await Store.Work.ResultAsync(kept.Key, None))!.Artifacts["model"]);
        Assert.Equal([2], (await ReadAsync(lease)).Due.Keys);
        Assert.True(await Store.Work.CommitAsync(again, Samples.Output("heir"), 1, None));
    }

    [Fact]
    public async Task Advance_ManyWishes_AreAnsweredInOrder()
    {
        var lease = await ExploreAsync(trials: 5);
        var (prune, train) = (Samples.Stage("prune"), Samples.Stage("train"));
        await AdvanceAsync(lease, 1, prune);
        await Store.Work.CommitAsync(await MustClaimAsync(), Samples.Output("a1", "[1]"), 3, None);
        await CommitAsync(lease, new StudyTurn { Finished = [(5, new TrialResult.Infeasible("no"))] });

        var answers = await Store.Grains.AdvanceAsync(
            lease, [new(1, [prune]), new(2, [prune, train]), new(3, [train]), new(4, [Samples.Stage("other")]), new(5, [prune])], None);

        Assert.Equal("[1]", Assert.IsType<StageAdvance.Done>(answers[0]).Outputs[0].Values);
        Assert.Equal(
            [train.Key, train.Key, Samples.Stage("other").Key],
            answers[1..4].Select(answer => Assert.IsType<StageAdvance.Waiting>(answer)).Where(waiting => waiting.IsNew).Select(waiting => waiting.Key));
        Assert.IsType<StageAdvance.Lost>(answers[4]);
        Assert.Equal([1], (await ReadAsync(lease)).Due.Keys);
        await Store.Work.CommitAsync(await MustClaimAsync(), Samples.Output(), 1, None);
        Assert.Equal([1, 2, 3], (await ReadAsync(lease)).Due.Keys);
    }

    [Fact]
    public async Task Read_KnowingAnEarlierRecord_GivesWhatAFreshReadGives()
    {
        var lease = await ActivateAsync();
        var known = await ReadAsync(lease);
        var plan = Samples.Plan;
        await CommitAsync(lease, new StudyTurn { Plan = new StudyPlan(plan.Analysis, plan.Sensitivity, plan.Space), State = StudyState.Exploring });
        await SameAsync();
        await CommitAsync(lease, new StudyTurn { Proposed = [Samples.Trial(1), Samples.Trial(2), Samples.Trial(3)], Decision = "{}" });
        await SameAsync();
        await CommitAsync(lease, new StudyTurn { Finished = [(2, Samples.Completed(0.9))], Proposed = [Samples.Trial(4)] });
        await AdvanceAsync(lease, 3, Samples.Stage("train"));
        await SameAsync();
        await CommitAsync(lease, new StudyTurn { Finished = [(4, Samples.Completed(0.8)), (1, new TrialResult.Stopped("enough"))] });
        await SameAsync();

        async Task SameAsync()
        {
            known = await Store.Grains.ReadAsync(lease, known, None);
            var fresh = await ReadAsync(lease);
            Assert.Equal(Json.Write(fresh with { Trials = [], Due = fresh.Due.Clear() }), Json.Write(known! with { Trials = [], Due = fresh.Due.Clear() }));
            Assert.Equal(Json.Write(fresh.Trials), Json.Write(known.Trials));
            Assert.Equal(fresh.Due.Keys, known.Due.Keys);
        }
    }
}
