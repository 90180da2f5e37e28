using System.Collections.Immutable;
using AutoCompress.Host.Store;
using AutoCompress.Host.Studies;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Store;

public abstract partial class ClusterStoreContract
{
    private static readonly ArchiveHead Archived = new(4, new string('a', 64));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(500)]
    public async Task ReadPart_OneAfterTheOther_IsAllOfTheHistoryCutBehindTurns(int limit)
    {
        var study = await LivedStudyAsync();

        var parts = await PartsAsync(study, limit);

        var events = await EventsAsync(study);
        Assert.Equal(Json.Write(events), Json.Write(parts.SelectMany(part => part.Events).ToImmutableArray()));
        Assert.Equal(await Store.Studies.DecisionsAsync(study, None), parts.SelectMany(part => part.Decisions).Select(decision => decision.Record));
        Assert.All(parts.SkipLast(1), part => Assert.Equal(part.Events[^1].Seq, part.Decisions[^1].Seq));
        Assert.NotNull(parts[0].Plan);
        Assert.Equal((1, "train"), parts.SelectMany(part => part.Steps).Select(step => (step.Trial, step.Name)).Single());
        Assert.Equal(limit == 500 ? 1 : 3, parts.Count);
        Assert.Null(await Store.Archive.ReadAsync(study, events[^1].Seq, limit, false, None));
        Assert.Null(await Store.Archive.ReadAsync("no-such-study", 0, limit, false, None));
    }

    [Fact]
    public async Task Insert_WhatWasDeleted_IsTheSameStudyAndGoesOn()
    {
        var study = await LivedStudyAsync();
        await Store.Studies.PauseAsync(study, "wait", None);
        var before = (await RowsAsync(study), await LookAsync(study));
        await Store.Studies.CancelAsync(study, None);
        Assert.Equal(StudyRemoval.Removed, await Store.Archive.DeleteAsync(study, None));
        Assert.Null(await Store.Studies.FindAsync(study, None));

        Assert.Equal(StudyArrival.Inserted, await Store.Archive.InsertAsync(before.Item1, Archived, "arrived", None));

        Assert.Equal(before.Item2, await LookAsync(study));
        Assert.Equal(Json.Write(before.Item1), Json.Write(await RowsAsync(study)));
        Assert.Equal(new ArchiveProgress(before.Item1.Seq, Archived), await Store.Archive.ProgressAsync(study, None));
        Assert.Equal(StudyChange.Applied, await Store.Studies.ResumeAsync(study, None));
        var lease = Assert.Single(await Store.Grains.ClaimAsync("a", Lease, None));
        var record = await ReadAsync(lease);
        Assert.Equal((StudyState.Exploring, 3), (record.State, record.Trials.Length));
        Assert.Equal([2, 3], record.Due.Keys);
        Assert.IsType<StageAdvance.Done>(await AdvanceAsync(lease, 2, Samples.Stage("train")));
        Assert.IsType<StageAdvance.Waiting>(await AdvanceAsync(lease, 3, Samples.Stage("measure")));
        Assert.NotNull(await ClaimStepAsync());
    }

    [Fact]
    public async Task Insert_StudyThatHasNotEnded_IsPausedByAnEventOfItsOwn()
    {
        var study = await LivedStudyAsync();
        var rows = await RowsAsync(study);
        await Store.Studies.CancelAsync(study, None);
        await Store.Archive.DeleteAsync(study, None);

        await Store.Archive.InsertAsync(rows, Archived, "arrived", None);

        var events = await EventsAsync(study);
        Assert.Equal(Json.Write(rows.Events), Json.Write(events.Take(rows.Events.Length).ToImmutableArray()));
        Assert.Equal((StudyEventKind.StateChanged, StudyState.Paused, "arrived"), (events[^1].Kind, events[^1].State, events[^1].Message));
        Assert.Equal(rows.Seq + 1, (await Store.Studies.FindAsync(study, None))!.Seq);
        await Store.Studies.ResumeAsync(study, None);
        Assert.Equal(StudyState.Exploring, (await Store.Studies.FindAsync(study, None))!.State);
    }

    [Fact]
    public async Task Insert_IdThatIsThere_ChangesNothing()
    {
        var study = await LivedStudyAsync();
        var rows = await RowsAsync(study);
        await Store.Studies.PauseAsync(study, null, None);
        var look = await LookAsync(study);

        Assert.Equal(StudyArrival.AlreadyThere, await Store.Archive.InsertAsync(rows, Archived, "arrived", None));
        Assert.Equal(
            StudyArrival.Conflict,
            await Store.Archive.InsertAsync(rows with { Origin = rows.Origin with { SubmittedAt = DateTimeOffset.UnixEpoch } }, Archived, "arrived", None));
        var other = rows.Events[^1] with { At = DateTimeOffset.UnixEpoch };
        Assert.Equal(StudyArrival.Conflict, await Store.Archive.InsertAsync(rows with { Events = rows.Events.SetItem(rows.Events.Length - 1, other) }, Archived, "arrived", None));

        Assert.Equal(look, await LookAsync(study));
    }

    [Fact]
    public async Task Insert_KeyOfAnotherStudy_LeavesTheKeyToThat()
    {
        var study = (await CreateAsync("moved", "key")).Id;
        var rows = await RowsAsync(study);
        Assert.Equal("key", rows.Origin.IdempotencyKey);
        await Store.Studies.CancelAsync(study, None);
        await Store.Archive.DeleteAsync(study, None);
        var owner = await CreateAsync("owner", "key");

        Assert.Equal(StudyArrival.Inserted, await Store.Archive.InsertAsync(rows, Archived, "arrived", None));

        Assert.Equal(owner.Id, (await CreateAsync("third", "key")).Id);
        Assert.Null((await RowsAsync(study)).Origin.IdempotencyKey);
    }

    [Fact]
    public async Task Create_BesideArrivals_GivesNoIdTwice()
    {
        var study = (await CreateAsync()).Id;
        var rows = await RowsAsync(study);
        foreach (var id in new[] { "sample-2", "sample-3" })
        {
            var moved = rows with { Origin = rows.Origin with { Id = id }, Events = [.. rows.Events.Select(happened => happened with { Study = id })] };
            Assert.Equal(StudyArrival.Inserted, await Store.Archive.InsertAsync(moved, Archived, "arrived", None));
        }

        var next = (await CreateAsync()).Id;
        await Store.Archive.ReserveAsync(40, None);
        await Store.Archive.ReserveAsync(20, None);
        await Store.Archive.ReserveAsync(long.MaxValue, None);

        Assert.DoesNotContain(next, new[] { "sample-1", "sample-2", "sample-3" });
        Assert.Equal("sample-41", (await CreateAsync()).Id);
    }

    [Fact]
    public async Task Delete_StudyThatHasNotEnded_IsRefused()
    {
        var lease = await ExploreAsync();

        Assert.Equal(StudyRemoval.NotEnded, await Store.Archive.DeleteAsync(lease.Study, None));
        await Store.Studies.PauseAsync(lease.Study, null, None);
        Assert.Equal(StudyRemoval.NotEnded, await Store.Archive.DeleteAsync(lease.Study, None));
        Assert.Equal(StudyRemoval.NotFound, await Store.Archive.DeleteAsync("no-such-study", None));

        Assert.Single(await Store.Studies.TrialsAsync(lease.Study, None));
    }

    [Fact]
    public async Task Delete_StudyWhoseStepOthersWaitFor_LeavesThemTheStep()
    {
        var first = await ExploreAsync();
        var stage = Samples.Stage("train");
        await AdvanceAsync(first, 1, stage);
        var step = await MustClaimAsync();
        await CreateAsync("other");
        var second = Assert.Single(await Store.Grains.ClaimAsync("a", Lease, None));
        Assert.IsType<StageAdvance.Waiting>(await AdvanceAsync(second, null, stage));
        await Store.Studies.CancelAsync(first.Study, None);

        Assert.Equal(StudyRemoval.Removed, await Store.Archive.DeleteAsync(first.Study, None));

        Assert.True(await Store.Work.CommitAsync(step, Samples.Output(), 1, None));
        var done = Assert.IsType<StageAdvance.Done>(await AdvanceAsync(second, null, stage));
        Assert.Equal(1, Assert.Single(done.Seconds));
    }

    [Fact]
    public async Task Delete_StudyWhoseStepStillRuns_RefusesItsResult()
    {
        var lease = await ExploreAsync();
        await AdvanceAsync(lease, 1, Samples.Stage("train"));
        var step = await MustClaimAsync();
        await Store.Studies.CancelAsync(lease.Study, None);
        await Store.Archive.DeleteAsync(lease.Study, None);

        Assert.False(await Store.Work.CommitAsync(step, Samples.Output(), 1, None));

        Assert.Null(await Store.Work.ResultAsync(step.Key, None));
        var references = await Store.Upkeep.ReferencesAsync(None);
        Assert.DoesNotContain(lease.Study, references.Studies);
    }

    [Fact]
    public async Task Record_HowFarTheArchiveIs_NeverGoesBack()
    {
        var study = (await CreateAsync()).Id;
        Assert.Equal(new ArchiveProgress(1, ArchiveHead.None), await Store.Archive.ProgressAsync(study, None));
        Assert.Equal([study], await Store.Archive.BehindAsync(10, None));

        Assert.True(await Store.Archive.RecordAsync(study, new ArchiveHead(1, "b"), None));
        Assert.True(await Store.Archive.RecordAsync(study, new ArchiveHead(0, "a"), None));
        Assert.False(await Store.Archive.RecordAsync("no-such-study", new ArchiveHead(1, "b"), None));

        Assert.Equal(new ArchiveProgress(1, new ArchiveHead(1, "b")), await Store.Archive.ProgressAsync(study, None));
        Assert.Empty(await Store.Archive.BehindAsync(10, None));
        Assert.Null(await Store.Archive.ProgressAsync("no-such-study", None));
        await Store.Studies.PauseAsync(study, null, None);
        Assert.Equal([study], await Store.Archive.BehindAsync(10, None));
    }

    /// <summary>A study with a plan, two decisions, three trials, of which the first has ended after a step, and events: planning, exploring, three proposals, an end.</summary>
    private async Task<string> LivedStudyAsync()
    {
        var lease = await ExploreAsync();
        await AdvanceAsync(lease, 1, Samples.Stage("train"));
        await Store.Work.CommitAsync(await MustClaimAsync(), Samples.Output(new string('c', 64)), 2.5, None);
        await CommitAsync(lease, new StudyTurn { Finished = [(1, Samples.Completed(0.5))] });
        await CommitAsync(lease, new StudyTurn { Proposed = [Samples.Trial(2), Samples.Trial(3)], Decision = """{ "spaced":  1 }""" });
        await CommitAsync(lease, new StudyTurn { State = StudyState.Refining, Message = "so far" });
        await CommitAsync(lease, new StudyTurn { State = StudyState.Exploring });
        return lease.Study;
    }

    private async Task<List<StudyPart>> PartsAsync(string study, int limit)
    {
        var parts = new List<StudyPart>();
        while (await Store.Archive.ReadAsync(study, parts.Count == 0 ? 0 : parts[^1].Events[^1].Seq, limit, false, None) is { } part)
        {
            parts.Add(part);
        }

        return parts;
    }

    private async Task<StudyRows> RowsAsync(string study)
    {
        var part = (await Store.Archive.ReadAsync(study, 0, 1000, true, None))!;
        return new StudyRows(part.Origin, part.Plan, part.Front, part.ActiveTime, part.Events, part.Decisions, part.Steps);
    }

    /// <summary>Everything of the study that users see.</summary>
    private async Task<string> LookAsync(string study) => Json.Write(new
    {
        Status = await Store.Studies.FindAsync(study, None),
        Trials = await Store.Studies.TrialsAsync(study, None),
        Front = await Store.Studies.FrontAsync(study, None),
        Decisions = await Store.Studies.DecisionsAsync(study, None),
        Events = await EventsAsync(study),
    });
}
