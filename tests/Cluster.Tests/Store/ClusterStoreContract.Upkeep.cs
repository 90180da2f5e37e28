using System.Collections.Immutable;
using AutoCompress.Host.Store;
using AutoCompress.Studies;

namespace AutoCompress.Cluster.Tests.Store;

public abstract partial class ClusterStoreContract
{
    [Fact]
    public async Task Mark_ProposedTwice_StaysTheFirst()
    {
        Assert.Null((await Store.Upkeep.MarkAsync(null, None)).Text);

        var first = await Store.Upkeep.MarkAsync("first", None);

        Assert.Equal("first", first.Text);
        Assert.Equal(first, await Store.Upkeep.MarkAsync("second", None));
        Assert.NotEmpty(first.Id);
    }

    [Fact]
    public async Task Chore_ClaimedByTwo_IsOnesUntilItIsDoneOrItsLeaseRunsOut()
    {
        var (lease, pause) = (TimeSpan.FromMinutes(10), TimeSpan.FromHours(6));
        Assert.True(await Store.Upkeep.ClaimChoreAsync("collect", "one", lease, pause, None));
        Assert.False(await Store.Upkeep.ClaimChoreAsync("collect", "two", lease, pause, None));
        Advance(lease + TimeSpan.FromSeconds(1));
        Assert.True(await Store.Upkeep.ClaimChoreAsync("collect", "two", lease, pause, None));

        await Store.Upkeep.EndChoreAsync("collect", "one", None);
        Assert.False(await Store.Upkeep.ClaimChoreAsync("collect", "three", lease, pause, None));
        await Store.Upkeep.EndChoreAsync("collect", "two", None);

        Assert.False(await Store.Upkeep.ClaimChoreAsync("collect", "three", lease, pause, None));
        Advance(pause);
        Assert.True(await Store.Upkeep.ClaimChoreAsync("collect", "three", lease, pause, None));
    }

    [Fact]
    public async Task References_OfStudiesStepsAndCheckpoints_AreAllSeen()
    {
        var (result, checkpoint, model, manifest, shard) = (new string('a', 64), new string('b', 64), new string('c', 64), new string('d', 64), new string('e', 64));
        var files = new StudyFiles(manifest, [shard], ImmutableSortedDictionary<string, string>.Empty);
        var lease = await ExploreAsync(trials: 2);
        await AdvanceAsync(lease, 1, Samples.Stage("prune"));
        await Store.Work.CommitAsync(await MustClaimAsync(), Samples.Output(result), 1, None);
        await AdvanceAsync(lease, 2, Samples.Stage("train"));
        await Store.Work.CheckpointAsync(await MustClaimAsync(), Samples.Files("epoch", checkpoint), None);
        await Store.Studies.CreateAsync(new NewStudy(Samples.Spec("other"), new StudyInputs(model, "data", 8, files), null), None);

        var references = await Store.Upkeep.ReferencesAsync(None);

        Assert.Superset(new HashSet<string> { result, checkpoint, model, manifest, shard }, references.Artifacts.ToHashSet());
        Assert.Superset(new HashSet<string> { lease.Study, "other-2" }, references.Studies.ToHashSet());
    }

    [Fact]
    public async Task ForgetUnused_ResultsOfStudiesThatEnded_GoUnlessSomebodyAskedForThem()
    {
        var month = TimeSpan.FromDays(30);
        var stages = new[] { Samples.Stage("train", "used"), Samples.Stage("train", "unused") };
        var lease = await ExploreAsync(trials: 2);
        foreach (var (stage, trial) in stages.Select((stage, i) => (stage, i + 1)))
        {
            await AdvanceAsync(lease, trial, stage);
            await Store.Work.CommitAsync(await MustClaimAsync(), Samples.Output(), 1, None);
        }

        Advance(month + TimeSpan.FromHours(1));
        Assert.Equal(0, await Store.Upkeep.ForgetUnusedAsync(month, false, None)); // the study has not ended
        await Store.Studies.CancelAsync(lease.Study, None);
        Assert.Equal(2, await Store.Upkeep.ForgetUnusedAsync(month, true, None));
        await CreateAsync("other");
        var other = (await Store.Grains.ClaimAsync("a", Lease, None)).Single(claimed => claimed.Study != lease.Study);
        Assert.IsType<StageAdvance.Done>(await AdvanceAsync(other, null, stages[0]));

        Assert.Equal(1, await Store.Upkeep.ForgetUnusedAsync(month, false, None));

        Assert.NotNull(await Store.Work.ResultAsync(stages[0].Key, None));
        Assert.Null(await Store.Work.ResultAsync(stages[1].Key, None));
        Assert.IsType<StageAdvance.Waiting>(await AdvanceAsync(other, null, stages[1]));
        Advance(month + TimeSpan.FromHours(1));
        Assert.Equal(1, await Store.Upkeep.ForgetUnusedAsync(month, false, None));
    }

    [Fact]
    public async Task LongestStep_WhileOneRuns_IsItsTime()
    {
        var lease = await ExploreAsync();
        await AdvanceAsync(lease, 1, Samples.Stage("train"));
        Assert.Equal(TimeSpan.Zero, await Store.Upkeep.LongestStepAsync(None));
        var step = await MustClaimAsync();
        Advance(TimeSpan.FromHours(3));

        Assert.InRange(await Store.Upkeep.LongestStepAsync(None), TimeSpan.FromHours(3), TimeSpan.FromHours(4));

        await Store.Work.CommitAsync(step, Samples.Output(), 1, None);
        Assert.Equal(TimeSpan.Zero, await Store.Upkeep.LongestStepAsync(None));
    }
}
