using AutoCompress.Datasets;
using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Artifacts.Remote;
using AutoCompress.Host.Datasets;
using AutoCompress.Studies;

namespace AutoCompress.Cluster.Tests.Datasets;

public sealed class DataIntakeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("intake-").FullName;
    private readonly SiloBench _silo = new(options: new DataOptions("") { PacksPaths = true });

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _silo.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Take_Paths_ArePackedWhereSilosShareAStoreAndReadInPlaceOtherwise()
    {
        WriteImages("mine");
        var spec = Images(Path.Combine(_folder, "mine"));
        using var alone = new SiloBench();

        var files = await _silo.TakeAsync(spec);

        Assert.Equal(["test/cat/1.png", "train/cat/1.png", "train/dog/1.png"], (await _silo.ReadAsync(files.Manifest)).Keys);
        Assert.Equal("train", files.Paths["train"]);
        Assert.Null(await alone.Intake.TakeAsync(spec, true, [], None));
    }

    [Fact]
    public async Task Take_SameDataElsewhere_IsTheSameManifest()
    {
        WriteImages("mine");
        WriteImages("yours");

        var (mine, yours) = (await _silo.TakeAsync(Images(Path.Combine(_folder, "mine"))), await _silo.TakeAsync(Images(Path.Combine(_folder, "yours"))));

        Assert.Equal(mine.Manifest, yours.Manifest);
        Assert.Equal(mine.Shards, yours.Shards);
    }

    [Fact]
    public async Task Take_PackedFolder_TakesItsShardsOver()
    {
        WriteImages("mine");
        var pushed = await PushAsync("mine");

        var files = await _silo.TakeAsync(Images($"artifact:{pushed}"));

        Assert.Equal(["test/cat/1.png", "train/cat/1.png", "train/dog/1.png"], (await _silo.ReadAsync(files.Manifest)).Keys);
    }

    [Fact]
    public async Task Take_WhatIsNotThere_IsNamedForEachField()
    {
        WriteImages("mine");
        var pushed = await PushAsync("mine");

        var faults = await _silo.FaultsAsync(new DataSpec
        {
            Format = DataFormat.Npy,
            Train = Path.Combine(_folder, "nothing.npy"),
            Test = $"artifact:{pushed}/none.npy",
            TrainLabels = $"artifact:{new string('a', 64)}/labels.npy",
            TestLabels = "s3://bucket/labels.npy",
        });

        Assert.Equal(4, faults.Count);
        Assert.Contains("nothing.npy, which is no file on the silo's machine", faults[0], StringComparison.Ordinal);
        Assert.Contains("none.npy, which is no file in that data set", faults[1], StringComparison.Ordinal);
        Assert.Contains("which the server does not hold. Send it with 'autocompress data push'", faults[2], StringComparison.Ordinal);
        Assert.StartsWith("data.test_labels names s3://bucket/", faults[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Take_ArtifactThatIsNoDataSet_IsRefused()
    {
        var sha256 = await _silo.Vault.AddAsync(new MemoryStream([1, 2, 3]), None);

        Assert.All(await _silo.FaultsAsync(Images($"artifact:{sha256}")), fault => Assert.Contains("which is no data set", fault, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Get_ManyStepsAtOnce_PutItTogetherOnceAndShareIt()
    {
        WriteImages("mine");
        var files = await _silo.TakeAsync(Images(Path.Combine(_folder, "mine")));

        var held = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _silo.UnpackAsync(files.Manifest))));

        var path = Assert.Single(held.Select(one => one.Path).Distinct());
        Assert.Equal(3, DataFiles.Read(path).Count);
        Array.ForEach(held, one => one.Dispose());
    }

    [Fact]
    public async Task Get_MoreThanTheCacheTakes_DropsTheLongestUnusedButNoneInUse()
    {
        var artifacts = Path.Combine(_silo.Folder, "artifacts");
        var sets = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            File.WriteAllBytes(Path.Combine(_folder, $"{i}.csv"), DataFiles.Content(100, i));
            sets.Add((await _silo.TakeAsync(Csv(Path.Combine(_folder, $"{i}.csv")))).Manifest);
        }

        using var silo = new SiloBench(artifacts, cacheBytes: 450);
        var held = await silo.UnpackAsync(sets[0]);
        (await silo.UnpackAsync(sets[1])).Dispose();
        (await silo.UnpackAsync(sets[2])).Dispose();

        Assert.Equal(400, silo.Cache.Bytes);
        Assert.True(File.Exists(Path.Combine(held.Path, "train", "0.csv")));
        Assert.Equal(2, Directory.GetDirectories(Path.Combine(silo.Folder, "cache"), "*.files").Length);
        held.Dispose();
        Assert.Equal(DataFiles.Content(100, 1), (await silo.ReadAsync(sets[1]))["train/1.csv"]);
    }

    [Fact]
    public async Task Get_BrokenOffAndStartedAgain_GoesOn()
    {
        WriteImages("mine");
        var manifest = await PushAsync("mine");
        var inner = new CountingStore(_silo.Vault);
        var folder = Path.Combine(_folder, "cache");
        var cache = new ArtifactCache(folder, long.MaxValue);
        await Assert.ThrowsAsync<IOException>(() => cache.GetFolderAsync(
            manifest,
            async path =>
            {
                await File.WriteAllTextAsync(Path.Combine(path, "half"), "way", None);
                throw new IOException("cut");
            },
            None));

        var again = new ArtifactCache(folder, long.MaxValue);
        using var whole = await again.GetFolderAsync(manifest, path => File.WriteAllTextAsync(Path.Combine(path, "rest"), "there", None), None);

        Assert.Equal(["half", "rest"], DataFiles.Read(whole.Path).Keys);
        Assert.Equal(8, again.Bytes);
        Assert.Equal(8, new ArtifactCache(folder, long.MaxValue).Bytes);
        Assert.Equal(0, inner.Gets);
    }

    [Fact]
    public async Task Collect_StudyWithPackedData_KeepsManifestAndShards()
    {
        WriteImages("mine");
        var files = await _silo.TakeAsync(Images(Path.Combine(_folder, "mine")));
        var row = Json.Write(new StudyInputs(new string('a', 64), "data", 8, files));
        var references = new HashSet<string>();
        ArtifactReferences.Collect(row, references);
        foreach (var path in Directory.GetFiles(Path.Combine(_silo.Folder, "artifacts"), "*.*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(path) - TimeSpan.FromDays(3));
        }

        var needed = await new ArtifactCollector(_silo.Vault, new Artifacts.FixedUpkeep(references, TimeSpan.Zero)).CollectAsync(TimeSpan.FromDays(1), unused: TimeSpan.FromDays(30), isDryRun: false, None);
        Assert.Equal((0, 2), (needed.Removed, needed.Kept));
        Assert.Equal(3, (await _silo.ReadAsync(files.Manifest)).Count);

        var deleted = await new ArtifactCollector(_silo.Vault, new Artifacts.FixedUpkeep([], TimeSpan.Zero)).CollectAsync(TimeSpan.FromDays(1), unused: TimeSpan.FromDays(30), isDryRun: false, None);
        Assert.Equal(2, deleted.Removed);
        Assert.Contains(await _silo.FaultsAsync(Images($"artifact:{files.Manifest}")), fault => fault.Contains("which the server does not hold", StringComparison.Ordinal));
    }

    private static DataSpec Images(string folder) => new() { Format = DataFormat.PngFolder, Train = $"{folder}/train", Test = $"{folder}/test" };

    private static DataSpec Csv(string file) => new() { Format = DataFormat.Csv, Train = file, Test = file };

    private async Task<string> PushAsync(string folder) =>
        (await new DataPacker(_silo.Vault).PackAsync(LocalFiles.Below(Path.Combine(_folder, folder), ""), [], null, null, None)).Sha256;

    private void WriteImages(string folder) => DataFiles.Write(
        Path.Combine(_folder, folder),
        new Dictionary<string, byte[]>
        {
            ["train/dog/1.png"] = DataFiles.Content(100, 1),
            ["train/cat/1.png"] = DataFiles.Content(100, 2),
            ["test/cat/1.png"] = DataFiles.Content(100, 3),
            ["test/cat/.hidden"] = [1],
        });
}
