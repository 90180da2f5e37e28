using AutoCompress.Cluster.Tests.Store.Postgres;
using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Store;

namespace AutoCompress.Cluster.Tests.Artifacts;

public sealed class ArtifactCheckTests(PostgresRun run) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("check-").FullName;

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Start_SilosWithFoldersOfTheirOwn_AreRefused()
    {
        var address = await run.NewDatabaseAsync();
        using var store = Stores.Open(address);
        await Check(store, "first").StartingAsync(None);
        await Check(store, "first").StartingAsync(None);

        var problem = await Assert.ThrowsAsync<StoreException>(() => Check(store, "other").StartingAsync(None));

        Assert.Contains("does not hold the artifacts of this cluster", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ManySilosAtOnce_AgreeOnOneFolder()
    {
        using var store = Stores.Open(await run.NewDatabaseAsync());

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Check(store, "shared").StartingAsync(None))));

        Assert.NotNull((await store.Upkeep.MarkAsync(null, None)).Text);
    }

    [Fact]
    public async Task Start_NewDatabaseOnAnothersArtifacts_IsRefused()
    {
        using var first = Stores.Open(await run.NewDatabaseAsync());
        await Check(first, "shared").StartingAsync(None);
        using var second = Stores.Open(await run.NewDatabaseAsync());

        var problem = await Assert.ThrowsAsync<StoreException>(() => Check(second, "shared").StartingAsync(None));

        Assert.Contains("name another place with --artifacts", problem.Message, StringComparison.Ordinal);
    }

    private ArtifactCheck Check(IClusterStore store, string folder) => new(new FileArtifactStore(Path.Combine(_folder, folder)), store);
}
