using AutoCompress.Host.Store;

namespace AutoCompress.Cluster.Tests.Store.Postgres;

/// <summary>A connection that breaks while a commit is under way: what was asked for is done once.</summary>
public sealed class UnansweredCommitTests(PostgresRun run)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(40);

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(nameof(CuttingProxy.Cut.BeforeTheCommit))]
    [InlineData(nameof(CuttingProxy.Cut.BeforeItsAnswer))]
    public async Task Write_ConnectionCutAroundTheCommit_IsDoneOnce(string where)
    {
        var address = await run.NewDatabaseAsync();
        using var proxy = new CuttingProxy((await run.ServerAsync()).Port);
        using var store = Stores.Open($"{address};Port={proxy.Port}");
        var cut = Enum.Parse<CuttingProxy.Cut>(where);

        proxy.CutNext(cut);
        var (study, isNew) = await store.Studies.CreateAsync(new NewStudy(Samples.Spec(), Samples.Inputs, null), None);
        Assert.True(isNew);
        await store.Silos.JoinAsync(Samples.Offer("a"), Lease, None);
        proxy.CutNext(cut);
        var lease = Assert.Single(await store.Grains.ClaimAsync("a", Lease, None));
        proxy.CutNext(cut);
        Assert.IsType<StageAdvance.Waiting>(await store.AdvanceAsync(lease, null, [Samples.Stage("analyse")], None));
        proxy.CutNext(cut);
        var step = Assert.IsType<StepLease>(await store.ClaimOneAsync(new WorkOffer("a", ["cpu"], 2, 2, Lease), None));
        proxy.CutNext(cut);
        Assert.True(await store.Work.CommitAsync(step, Samples.Output(), 1, None), "The result is the silo's own, however it heard of that.");

        Assert.Equal(5, proxy.Cuts);
        Assert.Equal([study.Id], (await store.Studies.ListAsync(None)).Select(one => one.Id));
        Assert.Single(await store.Studies.EventsAsync(study.Id, 0, 100, None));
        Assert.Equal(1, step.Attempt);
        Assert.IsType<StageAdvance.Done>(await store.AdvanceAsync(lease, null, [Samples.Stage("analyse")], None));
    }
}
