using System.Collections.Immutable;
using AutoCompress.Host.Store;
using AutoCompress.Host.Studies;
using AutoCompress.Host.Tenants;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Store;

public abstract partial class ClusterStoreContract
{
    [Fact]
    public async Task ClaimSteps_TenantWithAConcurrency_HasNoMoreCoresThanThat()
    {
        var studies = await CompeteAsync(("one", "a", 0), ("two", "a", 0), ("other", "b", 0));
        await SetAsync("a", new TenantLimits { Concurrency = 3 });
        await QueueAllAsync(studies, 4);

        var taken = await ClaimAllAsync(12);

        Assert.Equal(3, taken.Count(step => step.Study != "other-3"));
        Assert.Equal(4, taken.Count(step => step.Study == "other-3"));
        var tenant = await TenantAsync("a");
        Assert.Equal((2, 3, 3, true), (tenant.ActiveStudies, tenant.RunningSteps, tenant.RunningCores, tenant.IsFull));
        await Store.Work.CommitAsync(taken.First(step => step.Study == "one-1"), Samples.Output(), 1, None);
        Assert.Single(await ClaimAllAsync(12));
        await SetAsync("a", new TenantLimits());
        Assert.Equal(4, (await ClaimAllAsync(12)).Length);
    }

    [Fact]
    public async Task ClaimSteps_ManySilosAtOnce_NeverExceedAConcurrency()
    {
        var studies = await CompeteAsync(("one", "a", 0), ("two", "a", 0));
        await SetAsync("a", new TenantLimits { Concurrency = 3 });
        await QueueAllAsync(studies, 4);

        for (var round = 0; round < 5; round++)
        {
            var taken = (await Task.WhenAll(Enumerable.Range(0, 8).Select(silo => Task.Run(
                () => Store.Work.ClaimAsync(new WorkOffer($"silo-{silo}", [StageLabels.Cpu], 2, 2, Lease), None))))).SelectMany(steps => steps).ToList();

            Assert.InRange(taken.Count, 1, 3);
            Assert.Equal(taken.Count, (await TenantAsync("a")).RunningCores);
            foreach (var step in taken)
            {
                await Store.Work.HandBackAsync(step, None);
            }
        }
    }

    [Fact]
    public async Task ClaimSteps_StepWiderThanTheConcurrency_RunsAlone()
    {
        var (_, lease) = (await CompeteAsync(("one", "a", 0)))[0];
        await SetAsync("a", new TenantLimits { Concurrency = 2 });
        await Store.Grains.AdvanceAsync(lease, [.. Enumerable.Range(1, 3).Select(trial => new StageWish(trial, [Samples.Stage("train", $"{trial}", cores: trial == 2 ? 4 : 1)]))], None);

        var first = Assert.Single(await ClaimAllAsync(8));
        Assert.Equal(1, first.Trial); // the wide one is next, and those behind it wait for it
        await Store.Work.CommitAsync(first, Samples.Output(), 1, None);
        var wide = Assert.Single(await ClaimAllAsync(8));
        Assert.Equal(2, wide.Trial);
        await Store.Work.CommitAsync(wide, Samples.Output(), 1, None);

        Assert.Equal(3, Assert.Single(await ClaimAllAsync(8)).Trial);
    }

    [Fact]
    public async Task ClaimSteps_QuotaUsedUp_WaitUntilThePeriodTurnsOrItIsRaised()
    {
        var studies = await CompeteAsync(("one", "a", 0), ("other", "b", 0));
        await SetAsync("a", new TenantLimits { Quota = TimeSpan.FromMinutes(10), Period = TimeSpan.FromDays(1) });
        await QueueAllAsync(studies, 4);
        var step = (await ClaimAllAsync(1, "one-1"))[0];
        Advance(TimeSpan.FromMinutes(9));
        Beat("a", studies[0].Lease, step);
        Advance(TimeSpan.FromSeconds(30));
        Beat("a", studies[1].Lease, step);
        Assert.False((await TenantAsync("a")).IsSpent);
        Advance(TimeSpan.FromSeconds(35)); // what runs counts as it does

        Assert.True((await TenantAsync("a")).IsSpent);
        Assert.Equal(["other-2", "other-2"], (await ClaimAllAsync(2)).Select(taken => taken.Study));
        Assert.True(await Store.Work.CommitAsync(step, Samples.Output(), 1, None)); // and goes on to its end
        Assert.InRange((await TenantAsync("a")).Used, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(11));
        Assert.DoesNotContain(await ClaimAllAsync(1), taken => taken.Study == "one-1");

        await SetAsync("a", new TenantLimits { Quota = TimeSpan.FromMinutes(20), Period = TimeSpan.FromDays(1) });
        Assert.Contains(await ClaimAllAsync(4), taken => taken.Study == "one-1");
        await Store.Silos.LeaveAsync("a", None);
        await SetAsync("a", new TenantLimits { Quota = TimeSpan.FromMinutes(10), Period = TimeSpan.FromDays(1) });
        Assert.DoesNotContain(await ClaimAllAsync(8), taken => taken.Study == "one-1");
        Advance(TimeSpan.FromDays(1));

        Assert.InRange((await TenantAsync("a")).Used, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.InRange((await TenantAsync("a")).Total, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(12));
        Assert.Contains(await ClaimAllAsync(8), taken => taken.Study == "one-1");
    }

    [Fact]
    public async Task ClaimSteps_AskedForByATenantWithoutCoreTime_RunForAnotherThatWaits()
    {
        var studies = await CompeteAsync(("one", "a", 0), ("other", "b", 0));
        var shared = Samples.Stage("train", "shared");
        await AdvanceAsync(studies[0].Lease, 1, shared);
        await SetAsync("a", new TenantLimits { Quota = TimeSpan.Zero });
        Assert.Empty(await ClaimAllAsync(2));

        await AdvanceAsync(studies[1].Lease, 1, shared);

        Assert.Single(await ClaimAllAsync(2));
    }

    [Fact]
    public async Task ClaimSteps_TenantsOfUnequalWeight_AreServedByIt()
    {
        var studies = await CompeteAsync(("one", "a", 0), ("two", "a", 0), ("other", "b", 0));
        await SetAsync("b", new TenantLimits { Weight = 3 });

        var served = await ServeAsync(studies, 60);

        Assert.InRange(served["other-3"], 43, 47);
    }

    [Fact]
    public async Task Prioritise_StudyThatRuns_IsServedByItFromThenOn()
    {
        var studies = await CompeteAsync(("one", "a", 0), ("two", "a", 0));

        Assert.Equal(StudyChange.Applied, await Store.Studies.PrioritiseAsync("two-2", 2, None));
        Assert.Equal(StudyChange.Unchanged, await Store.Studies.PrioritiseAsync("two-2", 2, None));
        Assert.Equal(StudyChange.NotFound, await Store.Studies.PrioritiseAsync("three", 2, None));

        Assert.InRange((await ServeAsync(studies, 50))["two-2"], 38, 42);
        Assert.Equal((2, 0), ((await Store.Studies.FindAsync("two-2", None))!.Priority, (await Store.Studies.FindAsync("one-1", None))!.Priority));
        await Store.Studies.CancelAsync("two-2", None);
        Assert.Equal(StudyChange.Finished, await Store.Studies.PrioritiseAsync("two-2", 1, None));
    }

    [Fact]
    public async Task Leave_WithStepsThatRan_ChargesTheirCoreTime()
    {
        var studies = await CompeteAsync(("one", "a", 0), ("two", "b", 0));
        await QueueAllAsync(studies, 2);
        Assert.Single(await ClaimAllAsync(1, "one-1"));
        Advance(TimeSpan.FromSeconds(30));

        await Store.Silos.LeaveAsync("a", None);

        Assert.InRange((await TenantAsync("a")).Total, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(33));
        await JoinAsync("b");
        Assert.Equal("two-2", Assert.IsType<StepLease>(await ClaimStepAsync("b")).Study); // who has had less is next
    }

    [Fact]
    public async Task Load_TenantAtItsLimit_LeavesTheRestToOthers()
    {
        var studies = await CompeteAsync(8, ("one", "a", 0), ("two", "b", 0));
        await SetAsync("a", new TenantLimits { Concurrency = 2 });
        await QueueAsync(studies[0].Lease, "one-1", 4);

        var (mine, others) = (await LoadAsync(studies[0].Lease), await LoadAsync(studies[1].Lease));

        Assert.Equal((8, 2, 4, 2), (mine.Cores, mine.Busy, mine.StudyBusy, mine.Share));
        Assert.Equal((2, 0, 6, 6), (others.Busy, others.StudyBusy, others.Share, others.Free));
        await SetAsync("a", new TenantLimits { Quota = TimeSpan.Zero });
        Assert.Equal((0, 8), ((await LoadAsync(studies[1].Lease)).Busy, (await LoadAsync(studies[1].Lease)).Share));
    }

    [Fact]
    public async Task Tenants_WithStudiesOrLimits_AreListedWithTheirShares()
    {
        await CompeteAsync(("one", "b", 0), ("two", "", 0));
        var limits = new TenantLimits { Weight = 2, Concurrency = 4, Quota = TimeSpan.FromHours(100), Period = TimeSpan.FromDays(30) };
        await SetAsync("c", limits);
        await SetAsync("b", new TenantLimits { Weight = 3 });

        var tenants = await Store.Tenants.ListAsync(None);

        Assert.Equal([("", 0.25, 1), ("b", 0.75, 1), ("c", 0, 0)], tenants.Select(tenant => (tenant.Name, tenant.Share, tenant.ActiveStudies)));
        Assert.Equal(limits, tenants[2].Limits);
        Assert.NotNull(tenants[2].PeriodEnds);
    }

    [Fact]
    public async Task Awaited_QueuedAndRunning_AreKindsOfSteps()
    {
        var lease = await ExploreAsync(trials: 3);
        await AdvanceAsync(lease, 1, Samples.Stage("train", "1"));
        await MustClaimAsync();
        await AdvanceAsync(lease, 2, Samples.Stage("train", "2", label: "cuda"));
        await AdvanceAsync(lease, 3, Samples.Stage("train", "3", label: "cuda"));

        var awaited = await Store.Studies.AwaitedAsync([lease.Study, "other"], None);

        Assert.Equal(
            [(lease.Study, "cpu", true), (lease.Study, "cuda", false)],
            awaited.Select(steps => (steps.Study, Assert.Single(steps.Labels), steps.IsRunning)).OrderBy(steps => steps.Item2, StringComparer.Ordinal));
    }

    private Task SetAsync(string tenant, TenantLimits limits) => Store.Tenants.SetAsync(tenant, limits, None);

    private async Task<TenantStatus> TenantAsync(string name) => (await Store.Tenants.ListAsync(None)).Single(tenant => tenant.Name == name);

    private async Task QueueAllAsync((string Study, StudyLease Lease)[] studies, int trials)
    {
        foreach (var (study, lease) in studies)
        {
            await QueueAsync(lease, study, trials);
        }
    }

    /// <summary>Claims as a silo does, until there is nothing more for it.</summary>
    /// <param name="only">Steps of others go back at once.</param>
    private async Task<ImmutableArray<StepLease>> ClaimAllAsync(int cores, string? only = null)
    {
        var all = ImmutableArray.CreateBuilder<StepLease>();
        while (all.Sum(step => step.Stage.Cores) is var taken && taken < cores)
        {
            var steps = await Store.Work.ClaimAsync(new WorkOffer("a", [StageLabels.Cpu], cores - taken, 8, Lease), None);
            if (steps.IsEmpty)
            {
                break;
            }

            all.AddRange(steps);
        }

        foreach (var step in all.Where(step => only is not null && step.Study != only))
        {
            await Store.Work.HandBackAsync(step, None);
        }

        return [.. all.Where(step => only is null || step.Study == only)];
    }
}
