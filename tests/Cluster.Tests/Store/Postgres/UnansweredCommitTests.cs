using AutoCompress.Cluster.Tests.Relays;
using AutoCompress.Host.Store;

namespace AutoCompress.Cluster.Tests.Store.Postgres;

/// <summary>A connection that breaks while a commit is under way: what was asked for is done once.</summary>
public sealed class UnansweredCommitTests(PostgresRun run)
{
    private static readonly byte[] Commit = "COMMIT"u8.ToArray();
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(40);

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(nameof(Cut.Before))]
    [InlineData(nameof(Cut.BeforeTheAnswer))]
    public async Task Write_ConnectionCutAroundTheCommit_IsDoneOnce(string where)
    {
        var address = await run.NewDatabaseAsync();
        using var relay = new TcpRelay((await run.ServerAsync()).Port);
        using var store = Stores.Open($"{address};Port={relay.Port}");
        var atCommit = CutRule.At(Commit, Enum.Parse<Cut>(where));

        relay.CutRequest(atCommit);
        var (study, isNew) = await store.Studies.CreateAsync(new NewStudy(Samples.Spec(), Samples.Inputs, null), None);
        Assert.True(isNew);
        await store.Silos.JoinAsync(Samples.Offer("a"), Lease, None);
        relay.CutRequest(atCommit);
        var lease = Assert.Single(await store.Grains.ClaimAsync("a", Lease, None));
        relay.CutRequest(atCommit);
        Assert.IsType<StageAdvance.Waiting>(await store.AdvanceAsync(lease, null, [Samples.Stage("analyse")], None));
        relay.CutRequest(atCommit);
        var step = Assert.IsType<StepLease>(await store.ClaimOneAsync(new WorkOffer("a", ["cpu"], 2, 2, Lease), None));
        relay.CutRequest(atCommit);
        Assert.True(await store.Work.CommitAsync(step, Samples.Output(), 1, None), "The result is the silo's own, however it heard of that.");

        Assert.Equal(5, relay.Cuts);
        Assert.Equal([study.Id], (await store.Studies.ListAsync(None)).Select(one => one.Id));
        Assert.Single(await store.Studies.EventsAsync(study.Id, 0, 100, None));
        Assert.Equal(1, step.Attempt);
        Assert.IsType<StageAdvance.Done>(await store.AdvanceAsync(lease, null, [Samples.Stage("analyse")], None));
    }
}
