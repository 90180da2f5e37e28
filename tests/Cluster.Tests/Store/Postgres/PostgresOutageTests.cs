using AutoCompress.Host.Store;
using AutoCompress.Host.Store.Postgres;

namespace AutoCompress.Cluster.Tests.Store.Postgres;

public sealed class PostgresOutageTests
{
    [Fact]
    public async Task Operations_ServerAwayForTooLong_SaySoAndGoOnWhenItIsBack()
    {
        var none = TestContext.Current.CancellationToken;
        await using var server = await PostgresServer.StartAsync();
        var address = $"{await server.NewDatabaseAsync()};Password=geheim";
        using var store = Stores.Open(new PostgresOptions(address) { Patience = TimeSpan.FromMilliseconds(300) });
        await store.Silos.JoinAsync(Samples.Offer("a"), TimeSpan.FromHours(1), none);
        await server.CrashAsync();

        var read = await Assert.ThrowsAsync<StoreException>(() => store.Studies.ListAsync(none));
        var write = await Assert.ThrowsAsync<StoreException>(() => store.Studies.CreateAsync(new NewStudy(Samples.Spec(), Samples.Inputs, null), none));
        var beat = Assert.Throws<StoreException>(() => store.Silos.Beat(new Heartbeat("a", TimeSpan.FromHours(1), [], [])));
        Assert.All([read, write, beat], problem => Assert.Contains("cannot be reached", problem.Message, StringComparison.Ordinal));
        Assert.All([read, write, beat], problem => Assert.DoesNotContain("geheim", problem.ToString(), StringComparison.Ordinal));

        await server.StartAgainAsync();
        Assert.Empty(await store.Studies.ListAsync(none));
        Assert.Empty(store.Silos.Beat(new Heartbeat("a", TimeSpan.FromHours(1), [], [])));
        Assert.Equal("a", Assert.Single(await store.Silos.ListAsync(none)).Id);
    }
}
