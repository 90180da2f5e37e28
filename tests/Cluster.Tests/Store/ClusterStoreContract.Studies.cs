using System.Collections.Immutable;
using AutoCompress.Host.Store;
using AutoCompress.Host.Studies;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Store;

public abstract partial class ClusterStoreContract
{
    [Fact]
    public async Task Plan_WithAndWithoutWhatIsKnownBefore_ComesBack()
    {
        var lease = await ActivateAsync();
        var plan = new StudyPlan(Samples.Plan.Analysis, Samples.Plan.Sensitivity, Samples.Plan.Space);
        var known = plan with
        {
            Latency = new([new(new(ImmutableSortedDictionary<string, double>.Empty.Add("stem", 0.5), ["block"]), 0.7)]) { Error = 0.05 },
            Earlier = [new("before-1", 3, Samples.Trial(3).Candidate, new(0, 8000), IsSeed: true, new Dictionary<Metric, Measurement> { [Metric.Size] = Measurement.Exact(5) }.ToImmutableSortedDictionary())],
        };

        await CommitAsync(lease, new StudyTurn { Plan = known, State = StudyState.Exploring });

        Assert.Equal(Json.Write(known), Json.Write(await Store.Studies.PlanAsync(lease.Study, None)));
        Assert.Equal(Json.Write(known.Knowledge), Json.Write((await ReadAsync(lease)).Plan!.Knowledge));
        var older = Json.Read<StudyPlan>(Json.Write(new { plan.Analysis, plan.Sensitivity, plan.Space }));
        Assert.True(older is { Latency: null, Earlier.IsEmpty: true });
    }

    [Fact]
    public async Task Create_NewStudy_CanBeFoundAsItWasSubmitted()
    {
        var study = await CreateAsync("first");

        var found = await Store.Studies.FindAsync(study.Id, None);

        Assert.Equal("first-1", study.Id);
        Assert.Equal(Json.Write(Samples.Spec("first")), Json.Write(found!.Spec));
        Assert.Equal((StudyState.Planning, TimeSpan.Zero, 0), (found.State, found.ActiveTime, found.FinishedTrials));
        Assert.Equal(Samples.Inputs, await Store.Studies.InputsAsync(study.Id, None));
        Assert.Null(await Store.Studies.FindAsync("no-such-study", None));
        Assert.Null(await Store.Studies.InputsAsync("no-such-study", None));
        Assert.Null(await Store.Studies.PlanAsync(study.Id, None));
        Assert.Null(await Store.Studies.PlanAsync("no-such-study", None));
    }

    [Fact]
    public async Task Create_SameKeyTwice_IsOneStudy()
    {
        var (first, isNew) = await Store.Studies.CreateAsync(new NewStudy(Samples.Spec(), Samples.Inputs, "key"), None);
        var (second, isNewAgain) = await Store.Studies.CreateAsync(new NewStudy(Samples.Spec(), Samples.Inputs, "key"), None);
        await Store.Studies.CreateAsync(new NewStudy(Samples.Spec(), Samples.Inputs, null), None);
        await Store.Studies.CreateAsync(new NewStudy(Samples.Spec(), Samples.Inputs, null), None);

        Assert.Equal((true, false, first.Id), (isNew, isNewAgain, second.Id));
        Assert.Equal(["sample-3", "sample-2", "sample-1"], (await Store.Studies.ListAsync(None)).Select(study => study.Id));
    }

    [Fact]
    public async Task Create_SameKeyAtOnce_IsOneStudy()
    {
        var store = Store;

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            () => store.Studies.CreateAsync(new NewStudy(Samples.Spec(), Samples.Inputs, "key"), None))));

        Assert.Single(answers, answer => answer.IsNew);
        Assert.Single(answers.Select(answer => answer.Study.Id).Distinct());
    }

    [Fact]
    public async Task Orders_ThroughALife_ChangeTheStateOnce()
    {
        var study = await CreateAsync();

        Assert.Equal(StudyChange.Unchanged, await Store.Studies.ResumeAsync(study.Id, None));
        Assert.Equal(StudyChange.Applied, await Store.Studies.PauseAsync(study.Id, "the disk is full", None));
        Assert.Equal(StudyChange.Unchanged, await Store.Studies.PauseAsync(study.Id, null, None));
        Assert.Equal("the disk is full", (await Store.Studies.FindAsync(study.Id, None))!.Message);
        Assert.Equal(StudyChange.Applied, await Store.Studies.ResumeAsync(study.Id, None));
        Assert.Equal(StudyChange.Applied, await Store.Studies.CancelAsync(study.Id, None));
        Assert.Equal(StudyChange.Finished, await Store.Studies.CancelAsync(study.Id, None));
        Assert.Equal(StudyChange.Finished, await Store.Studies.ResumeAsync(study.Id, None));
        Assert.Equal(StudyChange.NotFound, await Store.Studies.PauseAsync("no-such-study", null, None));

        var events = await EventsAsync(study.Id);
        Assert.Equal(
            [StudyState.Planning, StudyState.Paused, StudyState.Planning, StudyState.Cancelled], events.Select(happened => happened.State));
        Assert.Equal([1L, 2, 3, 4], events.Select(happened => happened.Seq));
    }

    [Fact]
    public async Task Cancel_WithRunningTrials_StopsThemBeforeTheLastEvent()
    {
        var lease = await ExploreAsync(trials: 2);
        await AdvanceAsync(lease, 1, Samples.Stage("train"));

        await Store.Studies.CancelAsync(lease.Study, None);

        var trials = await Store.Studies.TrialsAsync(lease.Study, None);
        Assert.All(trials, trial => Assert.IsType<TrialResult.Stopped>(trial.Result));
        var events = await EventsAsync(lease.Study);
        Assert.Equal((StudyEventKind.StateChanged, StudyState.Cancelled), (events[^1].Kind, events[^1].State));
        Assert.Equal(trials.Select(trial => trial.FinishedSeq), events.Where(e => e.Kind == StudyEventKind.TrialFinished).Select(e => (long?)e.Seq));
        Assert.Empty(await Store.Studies.StepsAsync(lease.Study, None));
        Assert.Null(await ClaimStepAsync());
    }

    [Fact]
    public async Task Events_FromACursor_AreThoseBehindIt()
    {
        var lease = await ExploreAsync(trials: 3);

        var all = await EventsAsync(lease.Study);
        var rest = await EventsAsync(lease.Study, after: all[1].Seq);

        Assert.Equal(all.Skip(2).Select(e => e.Seq), rest.Select(e => e.Seq));
        Assert.Equal([1, 2, 3], rest.Where(e => e.Trial is not null).Select(e => e.Trial!.Number));
        Assert.Equal((await Store.Studies.FindAsync(lease.Study, None))!.Seq, all[^1].Seq);
    }
}
