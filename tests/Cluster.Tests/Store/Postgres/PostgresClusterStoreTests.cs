using AutoCompress.Host.Store;

namespace AutoCompress.Cluster.Tests.Store.Postgres;

public class PostgresClusterStoreTests(PostgresRun run) : ClusterStoreContract, IAsyncLifetime
{
    private string _address = "";
    private DatabaseClock? _clock;

    public async ValueTask InitializeAsync()
    {
        _address = await run.NewDatabaseAsync();
        StoreAddress = await AddressAsync(_address);
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>How the store gets to the database.</summary>
    protected string StoreAddress { get; private set; } = "";

    protected virtual Task<string> AddressAsync(string database) => Task.FromResult(database);

    private protected override IClusterStore Open()
    {
        var store = Stores.Open(StoreAddress);
        _clock = new DatabaseClock(_address);
        _clock.Advance(TimeSpan.Zero);
        return store;
    }

    protected override void Advance(TimeSpan time) => _clock!.Advance(time);
}
