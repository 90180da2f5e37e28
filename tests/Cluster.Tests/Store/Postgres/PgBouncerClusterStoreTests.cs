using AutoCompress.Host.Store;
using AutoCompress.Host.Store.Postgres;

namespace AutoCompress.Cluster.Tests.Store.Postgres;

/// <summary>The same promises through a pooler in transaction mode.</summary>
public sealed class PgBouncerClusterStoreTests(PostgresRun run) : PostgresClusterStoreTests(run)
{
    private readonly PostgresRun _run = run;

    protected override Task<string> AddressAsync(string database) => _run.ThroughPoolerAsync(database);

    [Fact]
    public async Task Look_ThroughThePooler_KnowsIt()
    {
        _ = Store;

        var found = await StoreProbe.LookAsync(StoreAddress, TestContext.Current.CancellationToken);

        Assert.Contains($"schema {PostgresSchema.Version} of {PostgresSchema.Version}, 0 silos alive", found, StringComparison.Ordinal);
        Assert.EndsWith("behind a connection pooler: silos poll for each other's changes", found, StringComparison.Ordinal);
    }
}
