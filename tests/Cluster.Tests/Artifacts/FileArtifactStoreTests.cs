using System.Security.Cryptography;
using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Store;

namespace AutoCompress.Cluster.Tests.Artifacts;

public sealed class FileArtifactStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("artifacts-").FullName;

    private static CancellationToken None => TestContext.Current.CancellationToken;

    private FileArtifactStore Store => new(Path.Combine(_folder, "store"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Add_StreamAndFile_AreOneArtifactUnderItsHash()
    {
        var bytes = new byte[1_000_000];
        new Random(1).NextBytes(bytes);
        var file = Path.Combine(_folder, "file");
        await File.WriteAllBytesAsync(file, bytes, None);

        var first = await Store.AddAsync(new MemoryStream(bytes), None);
        var second = await Store.AddFileAsync(file, None);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), first);
        Assert.Equal(first, second);
        Assert.True(await Store.ExistsAsync(first, None));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(await Store.GetFileAsync(first, None), None));
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder, "store", "incoming")));
    }

    [Fact]
    public async Task AddFile_NewContent_TakesTheFileOver()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "content", None);

        var sha256 = await Store.AddFileAsync(file, None);

        Assert.False(File.Exists(file));
        Assert.Equal("content", await File.ReadAllTextAsync(await Store.GetFileAsync(sha256, None), None));
    }

    [Fact]
    public async Task Add_ManyWritersOfOneContent_Agree()
    {
        var store = Store;
        var bytes = new byte[100_000];

        var names = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => store.AddAsync(new MemoryStream(bytes), None))));

        Assert.Single(names.Distinct());
        Assert.Equal(bytes, await File.ReadAllBytesAsync(await store.GetFileAsync(names[0], None), None));
    }

    [Fact]
    public async Task Add_StreamThatBreaks_LeavesNothing()
    {
        var store = Store;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.AddAsync(new MemoryStream(new byte[10]), new CancellationToken(canceled: true)));

        Assert.Empty(Directory.GetFiles(Path.Combine(_folder, "store"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Open_FolderThatCannotBe_SaysSo()
    {
        File.WriteAllText(Path.Combine(_folder, "store"), "in the way");

        Assert.Contains("cannot be written", Assert.Throws<StoreException>(() => Store).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    [InlineData("ABCDEF")]
    public async Task Get_NoHash_IsRefused(string name) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Store.GetFileAsync(name, None));

    [Fact]
    public async Task Get_UnknownHash_IsNotFound() =>
        await Assert.ThrowsAsync<FileNotFoundException>(() => Store.GetFileAsync(new string('a', 64), None));
}
