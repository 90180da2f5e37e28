using AutoCompress.Host.Store;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Store;

public abstract partial class ClusterStoreContract
{
    [Fact]
    public async Task ClaimSteps_StudiesOfOneTenant_AreServedByTheirPriority()
    {
        var studies = await CompeteAsync(("low", "a", 0), ("high", "a", 2));

        var served = await ServeAsync(studies, 50);

        Assert.InRange(served["high-2"], 38, 42); // four times as often
        Assert.Equal(50, served.Values.Sum());
    }

    [Fact]
    public async Task ClaimSteps_TenantWithManyStudies_GetsNoMoreThanOneWithOne()
    {
        var studies = await CompeteAsync(("one", "a", 0), ("two", "a", 0), ("three", "a", 0), ("alone", "b", 0));

        var served = await ServeAsync(studies, 60);

        Assert.InRange(served["alone-4"], 28, 32);
        Assert.All(new[] { "one-1", "two-2", "three-3" }, study => Assert.InRange(served[study], 8, 12));
    }

    [Fact]
    public async Task ClaimSteps_StudyThatComesLate_CatchesUpALittleAndStarvesNobody()
    {
        var studies = await CompeteAsync(("old", "", 0));
        await ServeAsync(studies, 100);
        studies = [.. studies, .. await CompeteAsync(("new", "", 0))];

        var served = await ServeAsync(studies, 101);

        // Ten minutes of half of the cluster at most, in steps that count 11 seconds; then one by one.
        Assert.InRange(served["new-2"], 50, 80);
        Assert.InRange(served["old-1"], 20, 50);
    }

    [Fact]
    public async Task ClaimSteps_SeveralAtOnce_AreSharedOut()
    {
        var studies = await CompeteAsync(("one", "a", 0), ("two", "b", 0));
        foreach (var (study, lease) in studies)
        {
            await QueueAsync(lease, study, 4);
        }

        var taken = await Store.Work.ClaimAsync(new WorkOffer("a", [StageLabels.Cpu], 4, 4, Lease), None);

        Assert.Equal([2, 2], taken.GroupBy(step => step.Study).Select(steps => steps.Count()));
    }

    [Fact]
    public async Task Load_StudiesOfUnequalWeight_HaveUnequalParts()
    {
        var studies = await CompeteAsync(("low", "", 0), ("high", "", 1));

        Assert.Equal(1 / 3.0, (await LoadAsync(studies[0].Lease)).Part, 9);
        Assert.Equal(2 / 3.0, (await LoadAsync(studies[1].Lease)).Part, 9);
        await Store.Studies.PauseAsync(studies[1].Study, null, None);
        Assert.Equal(1, (await LoadAsync(studies[0].Lease)).Part);
    }

    private async Task<(string Study, StudyLease Lease)[]> CompeteAsync(params (string Name, string Tenant, int Priority)[] studies)
    {
        await JoinAsync();
        foreach (var (name, tenant, priority) in studies)
        {
            await Store.Studies.CreateAsync(new NewStudy(Samples.Spec(name) with { Tenant = tenant, Priority = priority }, Samples.Inputs, null), None);
        }

        var leases = await Store.Grains.ClaimAsync("a", Lease, None);
        var plan = Samples.Plan;
        foreach (var lease in leases)
        {
            await CommitAsync(lease, new StudyTurn
            {
                Plan = new StudyPlan(plan.Analysis, plan.Sensitivity, plan.Space),
                State = StudyState.Exploring,
                Proposed = [.. Enumerable.Range(1, 4).Select(n => Samples.Trial(n))],
            });
        }

        return [.. leases.Select(lease => (lease.Study, lease))];
    }

    private async Task QueueAsync(StudyLease lease, string study, int trials) => await Store.Grains.AdvanceAsync(
        lease, [.. Enumerable.Range(1, trials).Select(trial => new StageWish(trial, [Samples.Stage("train", $"{study} {trial}")]))], None);

    /// <summary>Runs steps of ten seconds on one core, while every study has one in the queue.</summary>
    private async Task<Dictionary<string, int>> ServeAsync((string Study, StudyLease Lease)[] studies, int steps)
    {
        var served = studies.ToDictionary(study => study.Study, _ => 0);
        for (var i = 0; i < steps; i++)
        {
            foreach (var (study, lease) in studies)
            {
                Beat("a", lease);
                await Store.Grains.AdvanceAsync(lease, [new StageWish(1, [Samples.Stage("train", $"{study} {served[study]} of {steps}")])], None);
            }

            var step = Assert.Single(await Store.Work.ClaimAsync(new WorkOffer("a", [StageLabels.Cpu], 1, 1, Lease), None));
            served[step.Study]++;
            Advance(TimeSpan.FromSeconds(10));
            Assert.True(await Store.Work.CommitAsync(step, Samples.Output(), 10, None));
        }

        return served;
    }
}
