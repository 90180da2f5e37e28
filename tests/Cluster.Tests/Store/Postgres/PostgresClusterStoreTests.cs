using AutoCompress.Host.Store;

namespace AutoCompress.Cluster.Tests.Store.Postgres;

public sealed class PostgresClusterStoreTests(PostgresRun run) : ClusterStoreContract, IAsyncLifetime
{
    private string _address = "";
    private DatabaseClock? _clock;

    public async ValueTask InitializeAsync() => _address = await run.NewDatabaseAsync();

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private protected override IClusterStore Open()
    {
        var store = Stores.Open(_address);
        _clock = new DatabaseClock(_address);
        _clock.Advance(TimeSpan.Zero);
        return store;
    }

    protected override void Advance(TimeSpan time) => _clock!.Advance(time);
}
