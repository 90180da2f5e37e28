using System.Security.Cryptography;
using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Store;

namespace AutoCompress.Cluster.Tests.Artifacts;

/// <summary>What every artifact store promises. A store's test class derives from this and opens it.</summary>
public abstract class ArtifactVaultContract : IDisposable
{
    /// <summary>Longer than any of the tests' outages.</summary>
    private protected static readonly TimeSpan Patient = TimeSpan.FromMinutes(1);

    private IArtifactVault? _vault;

    protected string Folder { get; } = Directory.CreateTempSubdirectory("vault-").FullName;

    protected static CancellationToken None => TestContext.Current.CancellationToken;

    private protected IArtifactVault Vault => _vault ??= Open(Patient);

    public void Dispose()
    {
        Close();
        Clean();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(3_000_001)]
    public async Task Add_StreamAndFile_AreOneArtifactUnderItsHash(int size)
    {
        var bytes = Content(size);
        await Vault.PrepareAsync(None);

        var first = await Vault.AddAsync(new MemoryStream(bytes), None);
        var second = await Vault.AddFileAsync(NewFile(bytes), None);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), first);
        Assert.Equal(first, second);
        Assert.True(await Vault.ExistsAsync(first, None));
        Assert.Equal(bytes, await ReadAsync(first));
        Assert.Single(await ListAsync());
    }

    [Fact]
    public async Task Get_ByAnotherSilo_IsTheSameContent()
    {
        var bytes = Content(2_000_000);
        await Vault.PrepareAsync(None);
        var sha256 = await Vault.AddFileAsync(NewFile(bytes), None);

        CloseAndForget();

        Assert.True(await Vault.ExistsAsync(sha256, None));
        Assert.Equal(bytes, await ReadAsync(sha256));
    }

    [Fact]
    public async Task Add_ManyWritersOfOneContent_Agree()
    {
        var bytes = Content(700_000);
        await Vault.PrepareAsync(None);

        var names = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Vault.AddAsync(new MemoryStream(bytes), None))));

        Assert.Single(names.Distinct());
        Assert.Equal(bytes, await ReadAsync(names[0]));
    }

    [Fact]
    public async Task Add_StreamThatBreaks_LeavesNothing()
    {
        await Vault.PrepareAsync(None);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Vault.AddAsync(new MemoryStream(new byte[10]), new CancellationToken(canceled: true)));

        Assert.Empty(await ListAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    [InlineData("ABCDEF")]
    public async Task Get_NoHash_IsRefused(string name) => await Assert.ThrowsAsync<ArgumentException>(() => Vault.GetFileAsync(name, None));

    [Fact]
    public async Task Get_UnknownHash_IsNotFound()
    {
        await Vault.PrepareAsync(None);

        Assert.False(await Vault.ExistsAsync(new string('a', 64), None));
        Assert.False(await Vault.KeepAsync(new string('a', 64), None));
        await Assert.ThrowsAsync<FileNotFoundException>(() => Vault.GetFileAsync(new string('a', 64), None));
    }

    [Fact]
    public async Task Get_WhatIsDamaged_IsNeverHandedOut()
    {
        await Vault.PrepareAsync(None);
        var sha256 = await Vault.AddAsync(new MemoryStream(Content(5000)), None);
        await DamageAsync((await ListAsync()).Single());
        CloseAndForget();

        await Assert.ThrowsAsync<FileNotFoundException>(() => Vault.GetFileAsync(sha256, None));
    }

    [Fact]
    public async Task Keep_FreshOne_StaysAsItIs()
    {
        await Vault.PrepareAsync(None);
        var sha256 = await Vault.AddAsync(new MemoryStream(Content(5000)), None);
        var before = await ListAsync();

        Assert.True(await Vault.KeepAsync(sha256, None));

        Assert.Equal(before, await ListAsync());
    }

    [Fact]
    public async Task Remove_ListedGeneration_IsGone()
    {
        await Vault.PrepareAsync(None);
        var sha256 = await Vault.AddAsync(new MemoryStream(Content(5000)), None);
        var listed = (await ListAsync()).Single();
        Assert.Equal((sha256, 5000), (listed.Sha256, listed.Bytes));
        Assert.True((await Vault.NowAsync(None) - listed.At).Duration() < TimeSpan.FromMinutes(1));

        await Vault.RemoveAsync(listed, None);
        await Vault.RemoveAsync(listed, None);

        Assert.Empty(await ListAsync());
        Assert.False(await Vault.ExistsAsync(sha256, None));
        Assert.Equal(sha256, await Vault.AddAsync(new MemoryStream(Content(5000)), None));
        Assert.True(await Vault.ExistsAsync(sha256, None));
    }

    [Fact]
    public async Task Remove_LateAndAfterTheContentCameBack_HitsNothing()
    {
        await Vault.PrepareAsync(None);
        var sha256 = await Vault.AddAsync(new MemoryStream(Content(5000)), None);
        var listed = (await ListAsync()).Single();
        await Vault.RemoveAsync(listed, None);
        await Vault.AddAsync(new MemoryStream(Content(5000)), None);

        await Vault.RemoveAsync(listed, None);

        Assert.True(await Vault.ExistsAsync(sha256, None));
    }

    [Fact]
    public async Task Documents_CreatedOnce_AreReadListedAndDeleted()
    {
        await Vault.PrepareAsync(None);
        var documents = Vault.Documents;
        Assert.True(await documents.CreateAsync("archive/one/1", "first"u8.ToArray(), None));
        Assert.True(await documents.CreateAsync("archive/one/2", "second"u8.ToArray(), None));
        Assert.True(await documents.CreateAsync("archive/two/1", "third"u8.ToArray(), None));

        Assert.False(await documents.CreateAsync("archive/one/1", "another"u8.ToArray(), None));

        Assert.Equal("first"u8.ToArray(), await documents.ReadAsync("archive/one/1", None));
        Assert.Null(await documents.ReadAsync("archive/three/1", None));
        Assert.Equal(["archive/one/1", "archive/one/2"], await documents.ListAsync("archive/one/", None).ToListAsync(None));
        Assert.Empty(await ListAsync());
        await documents.DeleteAsync("archive/one/1", None);
        await documents.DeleteAsync("archive/one/1", None);
        Assert.Equal(["archive/one/2", "archive/two/1"], await documents.ListAsync("archive/", None).ToListAsync(None));
    }

    [Fact]
    public async Task Anything_StoreAwayForAWhile_IsRiddenOut()
    {
        await Vault.PrepareAsync(None);
        var there = await Vault.AddAsync(new MemoryStream(Content(5000)), None);
        CloseAndForget();
        _ = Vault;
        GoAway();

        var add = Vault.AddFileAsync(NewFile(Content(600_000)), None);
        var exists = Vault.ExistsAsync(there, None);
        var read = Vault.Documents.ReadAsync("cluster", None);
        await AwayNoticedAsync();
        Assert.False(add.IsCompleted || exists.IsCompleted || read.IsCompleted);
        ComeBack();

        Assert.True(await Vault.ExistsAsync(await add, None));
        Assert.True(await exists);
        Assert.Null(await read);
    }

    [Fact]
    public async Task Anything_StoreAwayForTooLong_SaysSo()
    {
        await Vault.PrepareAsync(None);
        Close();
        _vault = Open(TimeSpan.FromMilliseconds(200));
        GoAway();

        var problem = await Assert.ThrowsAsync<StoreException>(() => Vault.ExistsAsync(new string('a', 64), None));

        Assert.Contains("cannot be reached", problem.Message, StringComparison.Ordinal);
        Assert.Contains(Vault.Place, problem.Message, StringComparison.Ordinal);
        Assert.IsType<IOException>(problem.InnerException, exactMatch: false);
        ComeBack();
    }

    /// <summary>Opens the store; all that this test opens are the same.</summary>
    private protected abstract IArtifactVault Open(TimeSpan patience);

    /// <summary>Changes a byte of what is stored.</summary>
    private protected abstract Task DamageAsync(StoredArtifact artifact);

    private protected abstract void GoAway();

    private protected abstract void ComeBack();

    /// <summary>Done when somebody has asked the store that is away.</summary>
    private protected abstract Task AwayNoticedAsync();

    /// <summary>Removes what this silo has copied.</summary>
    protected abstract void ForgetCopies();

    protected virtual void Clean()
    {
    }

    private protected static byte[] Content(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    private protected string NewFile(byte[] bytes)
    {
        var path = Path.Combine(Folder, Guid.NewGuid().ToString("N"));
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private protected async Task<byte[]> ReadAsync(string sha256)
    {
        using var file = await Vault.GetFileAsync(sha256, None);
        return await File.ReadAllBytesAsync(file.Path, None);
    }

    private protected async Task<List<StoredArtifact>> ListAsync() => await Vault.ListAsync(None).ToListAsync(None);

    /// <summary>What a silo that starts on another machine sees.</summary>
    private protected void CloseAndForget()
    {
        Close();
        ForgetCopies();
    }

    private protected void Close()
    {
        (_vault as IDisposable)?.Dispose();
        _vault = null;
    }
}
