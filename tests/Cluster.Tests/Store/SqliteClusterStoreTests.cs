using AutoCompress.Host.Store;
using AutoCompress.Host.Store.Sqlite;
using AutoCompress.Studies;
using Microsoft.Data.Sqlite;

namespace AutoCompress.Cluster.Tests.Store;

public sealed class SqliteClusterStoreTests : ClusterStoreContract
{
    private readonly ManualClock _clock = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("store-").FullName;

    private protected override IClusterStore Open() => new SqliteClusterStore(_folder, _clock);

    protected override void Advance(TimeSpan time) => _clock.Advance(time);

    protected override void Clean() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Open_HeldByAnother_NamesItsProcess()
    {
        _ = Store;

        var problem = Assert.Throws<StoreException>(() => new SqliteClusterStore(_folder, _clock));

        Assert.Contains($"process {Environment.ProcessId}", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoDatabase_SaysSo()
    {
        File.WriteAllText(Path.Combine(_folder, "autocompress.db"), string.Concat(Enumerable.Repeat("This is a text file. ", 100)));

        var problem = Assert.Throws<StoreException>(() => new SqliteClusterStore(_folder, _clock));

        Assert.Contains("not a database of AutoCompress", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NewerSchema_SaysSo()
    {
        new SqliteClusterStore(_folder, _clock).Dispose();
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "autocompress.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 99";
            command.ExecuteNonQuery();
        }

        var problem = Assert.Throws<StoreException>(() => new SqliteClusterStore(_folder, _clock));

        Assert.Contains("newer AutoCompress", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FolderThatIsAFile_SaysSo()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");

        Assert.Throws<StoreException>(() => new SqliteClusterStore(file, _clock));
    }

    [Fact]
    public async Task Open_AfterADeath_VoidsTheOldLeasesAtOnce()
    {
        var none = TestContext.Current.CancellationToken;
        using (var dead = new SqliteClusterStore(_folder, _clock))
        {
            await dead.Studies.CreateAsync(new NewStudy(Samples.Spec(), Samples.Inputs, null), none);
            await dead.Silos.JoinAsync(Samples.Offer("dead"), TimeSpan.FromSeconds(40), none);
            var lease = Assert.Single(await dead.Grains.ClaimAsync("dead", TimeSpan.FromSeconds(40), none));
            await dead.AdvanceAsync(lease, null, [Samples.Stage("analyse")], none);
            Assert.NotNull(await dead.ClaimOneAsync(new WorkOffer("dead", ["cpu"], 1, 1, TimeSpan.FromSeconds(40)), none));
        }

        Assert.Empty(await Store.Silos.ListAsync(none));
        Assert.Single(await Store.Grains.ClaimAsync("heir", TimeSpan.FromSeconds(40), none));
        Assert.NotNull(await Store.ClaimOneAsync(new WorkOffer("heir", ["cpu"], 1, 1, TimeSpan.FromSeconds(40)), none));
        Assert.Equal(StudyState.Planning, (await Store.Studies.ListAsync(none))[0].State);
    }
}
