using AutoCompress.Artifacts;
using AutoCompress.Datasets;
using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Datasets;
using FsCheck.Fluent;

namespace AutoCompress.Cluster.Tests.Datasets;

public sealed class DataPackerTests : IDisposable
{
    private const int ShardBytes = 1000;

    private readonly string _folder = Directory.CreateTempSubdirectory("pack-").FullName;
    private readonly CountingStore _store;
    private int _folders;

    public DataPackerTests() => _store = new CountingStore(new FileArtifactStore(Path.Combine(_folder, "artifacts")));

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Pack_AnyFiles_UnpackToTheSameAndAlwaysToTheSameHash() => FsCheck.Check.One(
        FsCheck.Config.QuickThrowOnFailure.WithMaxTest(60).WithEndSize(30),
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Folder, ushort Bytes, byte Seed)[]>(), files =>
        {
            var named = files.Select((file, i) => KeyValuePair.Create($"{file.Folder % 3}/{i}", DataFiles.Content(file.Bytes % 4500, file.Seed % 4))).ToList();
            CheckAsync(named).GetAwaiter().GetResult();
        }));

    [Fact]
    public async Task Pack_ManySmallFiles_MakesFewArtifacts()
    {
        var files = Enumerable.Range(0, 3000).Select(i => KeyValuePair.Create($"train/{i % 10}/{i:00000}.png", DataFiles.Content(40, i))).ToList();

        var (manifest, _) = await PackAsync(Write(files), DataLayout.ShardBytes);

        Assert.Single(manifest.Shards);
        Assert.Equal(3000 * 40, manifest.Shards[0].Bytes);
        Assert.Equal(2, _store.Added.Count);
    }

    [Fact]
    public async Task Pack_LargeFile_IsCutIntoShardsThatOtherChangesLeaveAlone()
    {
        var large = KeyValuePair.Create("samples.npy", DataFiles.Content(3 * ShardBytes + 1));
        var (before, _) = await PackAsync(Write([large, new("a-labels.npy", DataFiles.Content(70, 1))]));
        var (after, _) = await PackAsync(Write([large, new("a-labels.npy", DataFiles.Content(71, 2))]));

        Assert.Equal([1000, 1000, 1000, 1, 70], before.Shards.Select(shard => shard.Bytes));
        Assert.Equal(before.Shards[..4], after.Shards[..4]);
        Assert.NotEqual(before.Shards[4], after.Shards[4]);
    }

    [Fact]
    public async Task Pack_SameContentTwice_IsStoredOnce()
    {
        var content = DataFiles.Content(800);

        var (manifest, sha256) = await PackAsync(Write([new("train/mnist.npz", content), new("test/mnist.npz", content)]));

        Assert.Equal(800, manifest.Shards.Sum(shard => shard.Bytes));
        Assert.Equal(2, (await UnpackAsync(manifest)).Count);
        Assert.Equal(64, sha256.Length);
    }

    [Fact]
    public async Task Pack_FilesOfOtherDataSets_AreTakenOverWithTheirShards()
    {
        var (first, _) = await PackAsync(Write([new("a/large", DataFiles.Content(2500)), new("a/small", DataFiles.Content(30, 2)), new("a/other", DataFiles.Content(40, 3))]));
        _store.Added.Clear();
        var here = Write([new("labels", DataFiles.Content(20, 4))]);
        var taken = first.Files.Where(file => file.Name != "a/other").Select(file => ($"train/{file.Name[2..]}", first, file)).ToList();

        var (both, _) = await new DataPacker(_store, ShardBytes).PackAsync(here, taken, null, null, None);

        Assert.Equal(2, _store.Added.Count);
        var files = await UnpackAsync(both);
        Assert.Equal(["labels", "train/large", "train/small"], files.Keys);
        Assert.Equal(DataFiles.Content(2500), files["train/large"]);
        Assert.Equal(DataFiles.Content(30, 2), files["train/small"]);
    }

    [Fact]
    public async Task Pack_FileThatChangesMeanwhile_IsRefused()
    {
        var files = Write([new("a", DataFiles.Content(500)), new("b", DataFiles.Content(500, 2))]);
        var store = new ChangingStore(_store, () => File.AppendAllText(files[0].Path, "more"));

        var problem = await Assert.ThrowsAsync<IOException>(() => new DataPacker(store, ShardBytes).PackAsync(files, [], null, null, None));

        Assert.Contains("has changed while it was read", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unpack_ShardThatIsGone_IsNamed()
    {
        var (manifest, _) = await PackAsync(Write([new("a", DataFiles.Content(500))]));
        Directory.Delete(Path.Combine(_folder, "artifacts", manifest.Shards[0].Sha256[..2]), recursive: true);

        var problem = await Assert.ThrowsAsync<FileNotFoundException>(() => UnpackAsync(manifest));

        Assert.Contains(manifest.Shards[0].Sha256, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unpack_PartOfItThere_GoesOnBehindTheLastByte()
    {
        var (manifest, _) = await PackAsync(Write([new("large", DataFiles.Content(5 * ShardBytes)), new("small", DataFiles.Content(50, 2))]));
        var target = NewFolder();
        File.WriteAllBytes(Path.Combine(target, "large"), DataFiles.Content(5 * ShardBytes)[..3500]);

        var files = await UnpackAsync(manifest, target);

        Assert.Equal(DataFiles.Content(5 * ShardBytes), files["large"]);
        Assert.Equal(DataFiles.Content(50, 2), files["small"]);
        // Two of the large file's five shards, and that of the small one.
        Assert.Equal(3, _store.Gets);
    }

    [Fact]
    public async Task Unpack_PartOfItDamaged_BeginsThatFileAnew()
    {
        var (manifest, _) = await PackAsync(Write([new("large", DataFiles.Content(5 * ShardBytes))]));
        var target = NewFolder();
        File.WriteAllBytes(Path.Combine(target, "large"), DataFiles.Content(3500, seed: 9));

        Assert.Equal(DataFiles.Content(5 * ShardBytes), (await UnpackAsync(manifest, target))["large"]);
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("a/./b")]
    [InlineData("")]
    public async Task Read_NameThatLeadsOutside_IsRefused(string name)
    {
        var (manifest, _) = await PackAsync(Write([new("a", DataFiles.Content(10))]));
        var hostile = manifest with { Files = [manifest.Files[0] with { Name = name }] };

        Assert.Throws<InvalidDataException>(() => DataManifest.Read(hostile.Write()));
    }

    [Theory]
    [InlineData(0, 0, 11)]
    [InlineData(0, 10, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(-1, 0, 1)]
    [InlineData(0, -1, 1)]
    public async Task Read_PieceThatIsNotThere_IsRefused(int shard, long offset, long bytes)
    {
        var (manifest, _) = await PackAsync(Write([new("a", DataFiles.Content(10))]));
        var hostile = manifest with { Files = [manifest.Files[0] with { Shard = shard, Offset = offset, Bytes = bytes }] };

        Assert.Throws<InvalidDataException>(() => DataManifest.Read(hostile.Write()));
        Assert.Throws<InvalidDataException>(() => DataManifest.Read("{}"));
    }

    private async Task CheckAsync(List<KeyValuePair<string, byte[]>> files)
    {
        var (manifest, first) = await PackAsync(Write(files));
        files.Reverse();
        var (_, second) = await PackAsync(Write(files));

        Assert.Equal(first, second);
        Assert.All(manifest.Shards, shard => Assert.InRange(shard.Bytes, 1, ShardBytes));
        var unpacked = await UnpackAsync(manifest);
        Assert.Equal(files.Select(file => file.Key).Order(StringComparer.Ordinal), unpacked.Keys);
        Assert.All(files, file => Assert.Equal(file.Value, unpacked[file.Key]));
        Assert.Equal(manifest.Write(), DataManifest.Read(manifest.Write()).Write());
    }

    private Task<(DataManifest Manifest, string Sha256)> PackAsync(List<SourceFile> files, int shardBytes = ShardBytes) =>
        new DataPacker(_store, shardBytes).PackAsync(files, [], null, null, None);

    private async Task<SortedDictionary<string, byte[]>> UnpackAsync(DataManifest manifest, string? target = null)
    {
        target ??= NewFolder();
        await DataUnpacker.RunAsync(manifest, _store, target, null, None);
        return DataFiles.Read(target);
    }

    private List<SourceFile> Write(IEnumerable<KeyValuePair<string, byte[]>> files) => DataFiles.Write(NewFolder(), files);

    private string NewFolder() => Directory.CreateDirectory(Path.Combine(_folder, $"folder-{_folders++}")).FullName;

    /// <summary>Something happens whenever an artifact is stored.</summary>
    private sealed class ChangingStore(IArtifactStore inner, Action change) : IArtifactStore
    {
        public async Task<string> AddAsync(Stream content, CancellationToken cancellationToken)
        {
            var sha256 = await inner.AddAsync(content, cancellationToken);
            change();
            return sha256;
        }

        public Task<string> AddFileAsync(string path, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> ExistsAsync(string sha256, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ArtifactFile> GetFileAsync(string sha256, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
