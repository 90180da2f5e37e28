using AutoCompress.Host.Artifacts.Remote;

namespace AutoCompress.Cluster.Tests.Artifacts;

public sealed class ArtifactCacheTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cache-").FullName;
    private readonly List<string> _fetched = [];

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Get_MoreThanThereIsRoomFor_DropsTheLongestUnused()
    {
        var cache = new ArtifactCache(_folder, limit: 250);
        await UseAsync(cache, 'a');
        await UseAsync(cache, 'b');
        await UseAsync(cache, 'a');
        await UseAsync(cache, 'c');

        Assert.Equal(200, cache.Bytes);
        await UseAsync(cache, 'a');
        await UseAsync(cache, 'b');
        Assert.Equal(["a", "b", "c", "b"], _fetched);
    }

    [Fact]
    public async Task Get_FileInUse_IsNeverDropped()
    {
        var cache = new ArtifactCache(_folder, limit: 50);
        var held = await GetAsync(cache, 'a');
        var again = await GetAsync(cache, 'a');
        await UseAsync(cache, 'b');
        Assert.True(File.Exists(held.Path));

        held.Dispose();
        held.Dispose();
        Assert.True(File.Exists(again.Path));
        again.Dispose();

        Assert.False(File.Exists(again.Path));
        Assert.Equal(0, cache.Bytes);
    }

    [Fact]
    public async Task Get_ManyAtOnce_FetchOnce()
    {
        var cache = new ArtifactCache(_folder, limit: 1000);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => UseAsync(cache, 'a'))));

        Assert.Equal(["a"], _fetched);
    }

    [Fact]
    public async Task Open_AfterARestart_KnowsWhatIsThereAndDropsLeftOvers()
    {
        await UseAsync(new ArtifactCache(_folder, limit: 1000), 'a');
        await File.WriteAllTextAsync(Path.Combine(_folder, "incoming", "left"), "over", None);

        var cache = new ArtifactCache(_folder, limit: 1000);

        await UseAsync(cache, 'a');
        Assert.Equal(100, cache.Bytes);
        Assert.Equal(["a"], _fetched);
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder, "incoming")));
    }

    private async Task UseAsync(ArtifactCache cache, char name) => (await GetAsync(cache, name)).Dispose();

    private Task<AutoCompress.Artifacts.ArtifactFile> GetAsync(ArtifactCache cache, char name) => cache.GetAsync(
        new string(name, 64),
        path =>
        {
            lock (_fetched)
            {
                _fetched.Add(name.ToString());
            }

            return File.WriteAllBytesAsync(path, new byte[100], None);
        },
        None);
}
