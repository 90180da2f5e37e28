using AutoCompress.Cluster.Tests.Relays;
using AutoCompress.Host.Artifacts.Remote;
using AutoCompress.Host.Datasets;
using AutoCompress.Studies;

namespace AutoCompress.Cluster.Tests.Datasets;

/// <summary>Data in a bucket or container, whichever cloud's.</summary>
public abstract class BucketDataContract : IAsyncLifetime
{
    private const int Bytes = 3_000_000;

    private TcpRelay? _relay;
    private SiloBench? _silo;

    protected static CancellationToken None => TestContext.Current.CancellationToken;

    protected string Prefix { get; } = Guid.NewGuid().ToString("N");

    private SiloBench Silo => _silo!;

    public async ValueTask InitializeAsync()
    {
        _relay = new TcpRelay(await ServerAsync());
        _silo = new SiloBench(options: new DataOptions("") { Patience = TimeSpan.FromSeconds(5) }, environment: name => EnvironmentOf(_relay.Port).GetValueOrDefault(name));
        using var storage = Connect(_relay.Port);
        await storage.PrepareAsync(None);
    }

    public virtual ValueTask DisposeAsync()
    {
        _silo?.Dispose();
        _relay?.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Take_FolderOfManyFiles_IsListedAndFetched()
    {
        await PutAsync("images/train/cat/1.png", DataFiles.Content(100, 1));
        await PutAsync("images/train/dog/1.png", DataFiles.Content(100, 2));
        await PutAsync("images/train/dog/2.png", DataFiles.Content(100, 3));
        await PutAsync("images/train/.hidden", [1]);
        await PutAsync("images/train-2/cat/1.png", [1]);
        await PutAsync("images/test/cat/1.png", DataFiles.Content(100, 4));

        var files = await Silo.TakeAsync(new DataSpec { Format = DataFormat.PngFolder, Train = AddressOf("images/train"), Test = AddressOf("images/test/") });

        var unpacked = await Silo.ReadAsync(files.Manifest);
        Assert.Equal(["test/cat/1.png", "train/cat/1.png", "train/dog/1.png", "train/dog/2.png"], unpacked.Keys);
        Assert.Equal(DataFiles.Content(100, 3), unpacked["train/dog/2.png"]);
        Assert.Single(files.Shards);
    }

    [Fact]
    public async Task Take_IdxStem_FindsItsFiles()
    {
        await PutAsync("mnist/train-images-idx3-ubyte", DataFiles.Content(100, 1));
        await PutAsync("mnist/train-labels-idx1-ubyte.gz", DataFiles.Content(100, 2));

        var files = await Silo.TakeAsync(new DataSpec { Train = AddressOf("mnist/train"), Test = AddressOf("mnist/train") });

        Assert.Equal(4, (await Silo.ReadAsync(files.Manifest)).Count);
    }

    [Fact]
    public async Task Take_CutInTheMiddle_GoesOnBehindTheLastByte()
    {
        await PutAsync("train.csv", DataFiles.Content(Bytes));
        await PutAsync("test.csv", DataFiles.Content(10));
        var before = _relay!.Received;
        _relay.CutAnswer(CutRule.Behind(Bytes / 2, Cut.After));

        var files = await Silo.TakeAsync(Csv());

        Assert.Equal(DataFiles.Content(Bytes), (await Silo.ReadAsync(files.Manifest))["train/train.csv"]);
        Assert.InRange(_relay.Received - before, Bytes, Bytes + (Bytes / 4));
    }

    [Fact]
    public async Task Fetch_ChangedMeanwhile_IsFoundAndNamed()
    {
        await PutAsync("train.csv", DataFiles.Content(Bytes));
        using var place = new ObjectPlace(Connect(_relay!.Port), "cloud://");
        var fetch = new DataFetch(Silo.Options, TimeProvider.System);
        var found = (await fetch.FindAsync(place, NameOf("train.csv"), None))!;
        Assert.Equal(Bytes, found.Bytes);
        await PutAsync("train.csv", DataFiles.Content(Bytes, seed: 2));

        var problem = await Assert.ThrowsAsync<DataProblem>(() => fetch.RunAsync(place, found, long.MaxValue, None));

        Assert.Contains("train.csv, which has changed while it was fetched", problem.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Silo.Options.FetchFolder));
    }

    [Fact]
    public async Task Take_NothingThere_IsNamed()
    {
        var faults = await Silo.FaultsAsync(Csv());

        Assert.Equal(2, faults.Count);
        Assert.Contains($"{AddressOf("train.csv")}, which is no file there. Correct the address.", faults[0], StringComparison.Ordinal);
    }

    /// <summary>The server's port.</summary>
    protected abstract Task<int> ServerAsync();

    /// <summary>What a silo's environment says about getting in by a port.</summary>
    protected abstract Dictionary<string, string?> EnvironmentOf(int port);

    /// <summary>Opens the container without a prefix.</summary>
    private protected abstract IObjectStorage Connect(int port);

    /// <summary>A study's address of a file or folder of this test.</summary>
    protected abstract string AddressOf(string name);

    protected virtual string NameOf(string name) => $"{Prefix}/{name}";

    private DataSpec Csv() => new() { Format = DataFormat.Csv, Train = AddressOf("train.csv"), Test = AddressOf("test.csv") };

    private async Task PutAsync(string name, byte[] content)
    {
        using var storage = Connect(_relay!.Port);
        Assert.True(await storage.PutAsync(NameOf(name), content, replace: true, None));
    }
}
