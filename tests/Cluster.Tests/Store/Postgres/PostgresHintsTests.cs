using AutoCompress.Host.Store;

namespace AutoCompress.Cluster.Tests.Store.Postgres;

public sealed class PostgresHintsTests(PostgresRun run)
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Changes_OfAnotherStore_AreHeard()
    {
        var address = await run.NewDatabaseAsync();
        using var one = Stores.Open(address);
        using var other = Stores.Open(address);
        await Task.WhenAll(one.Listening, other.Listening);
        var (changed, ordered) = (other.Changes.Next, other.Orders.Next);

        var (study, _) = await one.Studies.CreateAsync(new NewStudy(Samples.Spec(), Samples.Inputs, null), None);
        await changed.WaitAsync(None);
        Assert.False(ordered.IsCompleted, "A new study is no order to a running step.");
        await one.Studies.PauseAsync(study.Id, null, None);

        await ordered.WaitAsync(None);
    }
}
