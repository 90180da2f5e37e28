using AutoCompress.Host.Datasets;
using AutoCompress.Studies;

namespace AutoCompress.Cluster.Tests.Datasets;

/// <summary>Data behind https, from a server that does as it likes.</summary>
public sealed class HttpsDataTests : IAsyncLifetime
{
    private const int Bytes = 900_000;

    private FileServer? _server;
    private SiloBench? _silo;

    private FileServer Server => _server!;

    private SiloBench Silo => _silo!;

    public async ValueTask InitializeAsync()
    {
        _server = await FileServer.StartAsync();
        _silo = new SiloBench(handler: _server.Trusting());
        Server.Files["/test.csv"] = new ServedFile(DataFiles.Content(1000, seed: 2));
    }

    public async ValueTask DisposeAsync()
    {
        _silo?.Dispose();
        await Server.DisposeAsync();
    }

    [Fact]
    public async Task Take_IdxStem_FindsItsFilesAndPacksThem()
    {
        Server.Files["/mnist/train-images-idx3-ubyte.gz"] = new ServedFile(DataFiles.Content(5000));
        Server.Files["/mnist/train-labels-idx1-ubyte"] = new ServedFile(DataFiles.Content(500, 2)) { HasRanges = false, HasLength = false };
        var address = Server.AddressOf("/mnist/train");

        var files = await Silo.TakeAsync(new DataSpec { Train = address, Test = address });

        Assert.Equal(("train/train", "test/train"), (files.Paths["train"], files.Paths["test"]));
        var unpacked = await Silo.ReadAsync(files.Manifest);
        Assert.Equal(DataFiles.Content(5000), unpacked["train/train-images-idx3-ubyte.gz"]);
        Assert.Equal(DataFiles.Content(500, 2), unpacked["test/train-labels-idx1-ubyte"]);
        Assert.Empty(Directory.GetFiles(Silo.Options.FetchFolder));
    }

    [Fact]
    public async Task Take_ConnectionBrokenInTheMiddle_GoesOnWithRanges()
    {
        var file = Server.Files["/train.csv"] = new ServedFile(DataFiles.Content(Bytes)) { Cut = (3, 300_000) };

        var files = await Silo.TakeAsync(Csv());

        Assert.Equal(DataFiles.Content(Bytes), (await Silo.ReadAsync(files.Manifest))["train/train.csv"]);
        // Each answer begins behind what has arrived; how much of a cut one arrives is the network's to say.
        Assert.Equal([0L, 0L], file.Starts[..2]);
        Assert.Equal(file.Starts.Skip(1).Order(), file.Starts.Skip(1));
        Assert.True(file.Starts[^1] > 0, string.Join(' ', file.Starts));
    }

    [Fact]
    public async Task Take_BrokenAndNoRanges_BeginsAnew()
    {
        var file = Server.Files["/train.csv"] = new ServedFile(DataFiles.Content(Bytes)) { Cut = (2, 300_000), HasRanges = false };

        var files = await Silo.TakeAsync(Csv());

        Assert.Equal(DataFiles.Content(Bytes), (await Silo.ReadAsync(files.Manifest))["train/train.csv"]);
        Assert.Equal([0L, 0L, 0L, 0L], file.Starts);
    }

    [Fact]
    public async Task Take_BrokenAndNothingToKnowTheFileBy_BeginsAnew()
    {
        var file = Server.Files["/train.csv"] = new ServedFile(DataFiles.Content(Bytes)) { Cut = (1, 300_000), Tag = null };

        await Silo.TakeAsync(Csv());

        Assert.Equal([0L, 0L, 0L], file.Starts);
    }

    [Fact]
    public async Task Take_AlwaysBroken_GivesUpAndSaysSo()
    {
        Server.Files["/train.csv"] = new ServedFile(DataFiles.Content(Bytes)) { Cut = (int.MaxValue, 0) };

        using var hasty = new SiloBench(options: new DataOptions("") { Patience = TimeSpan.FromSeconds(3) }, handler: Server.Trusting());

        Assert.Contains("cannot be fetched", Assert.Single(await hasty.FaultsAsync(Csv())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Take_ChangedInTheMiddle_IsFoundAndNamed()
    {
        Server.Files["/train.csv"] = new ServedFile(DataFiles.Content(Bytes))
        {
            Cut = (1, 300_000),
            AfterCut = file => (file.Content, file.Tag) = (DataFiles.Content(Bytes, seed: 3), "\"two\""),
        };

        var fault = Assert.Single(await Silo.FaultsAsync(Csv()));

        Assert.Equal(
            $"data.train names {Server.AddressOf("/train.csv")}, which has changed while it was fetched (\"one\" to \"two\"). Submit again when nobody writes to it.", fault);
    }

    [Fact]
    public async Task Take_ChangedAfterwards_IsTheSameForTheStudy()
    {
        Server.Files["/train.csv"] = new ServedFile(DataFiles.Content(Bytes));
        var files = await Silo.TakeAsync(Csv());
        Server.Files["/train.csv"] = new ServedFile(DataFiles.Content(Bytes, seed: 3)) { Tag = "\"two\"" };

        using var other = new SiloBench(Path.Combine(Silo.Folder, "artifacts"));

        Assert.Equal(DataFiles.Content(Bytes), (await other.ReadAsync(files.Manifest))["train/train.csv"]);
        Assert.NotEqual(files.Manifest, (await Silo.TakeAsync(Csv())).Manifest);
    }

    [Fact]
    public async Task Take_ManyFaults_AreNamedAtOnceWithTheirRemedies()
    {
        Server.Files["/closed.npy"] = new ServedFile([1]) { Status = 403 };
        Server.Files["/plain"] = new ServedFile([1]) { Location = "http://localhost/elsewhere" };

        var faults = await Silo.FaultsAsync(new DataSpec
        {
            Format = DataFormat.Npy,
            Train = Server.AddressOf("/nothing.npy"),
            Test = Server.AddressOf("/closed.npy"),
            TrainLabels = Server.AddressOf("/plain"),
            TestLabels = "https://localhost:1/unreachable.npy",
        });

        Assert.Equal(4, faults.Count);
        Assert.Contains("/nothing.npy, which is no file there. Correct the address.", faults[0], StringComparison.Ordinal);
        Assert.Contains("/closed.npy, and the server answers 403. Give an address that needs no password", faults[1], StringComparison.Ordinal);
        Assert.Contains("which leads to http://localhost. Give an address that stays with https.", faults[2], StringComparison.Ordinal);
        Assert.Matches(@"^data\.test_labels names https://localhost:1/unreachable\.npy, which cannot be fetched \(.*\)\. Check the address", faults[3]);
    }

    [Fact]
    public async Task Take_RedirectedToHttps_FollowsAndHidesTheQuery()
    {
        Server.Files["/train.csv"] = new ServedFile([]) { Location = "/real.csv?signature=geheim" };
        Server.Files["/real.csv"] = new ServedFile(DataFiles.Content(1000));
        await Silo.TakeAsync(Csv());

        Server.Files["/train.csv"] = new ServedFile([]) { Location = "/train.csv" };
        var fault = Assert.Single(await Silo.FaultsAsync(Csv() with { Train = Server.AddressOf("/train.csv?signature=geheim") }));

        Assert.Contains("leads on more than 5 times", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Take_TooLarge_IsRefused(bool isLengthKnown)
    {
        Server.Files["/train.csv"] = new ServedFile(DataFiles.Content(Bytes)) { HasLength = isLengthKnown };
        using var small = new SiloBench(options: new DataOptions("") { MostBytes = Bytes - 1 }, handler: Server.Trusting());

        Assert.Contains("--data-limit", Assert.Single(await small.FaultsAsync(Csv())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Take_UnknownCertificate_IsRefused()
    {
        using var strict = new SiloBench(options: Silo.Options, handler: new SocketsHttpHandler());

        var faults = await strict.FaultsAsync(Csv());

        Assert.All(faults, fault => Assert.Contains("whose certificate this silo does not trust", fault, StringComparison.Ordinal));
        Assert.Equal(2, faults.Count);
    }

    private DataSpec Csv() => new() { Format = DataFormat.Csv, Train = Server.AddressOf("/train.csv"), Test = Server.AddressOf("/test.csv") };
}
