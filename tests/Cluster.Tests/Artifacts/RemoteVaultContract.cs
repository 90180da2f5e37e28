using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Artifacts.Remote;
using AutoCompress.Host.Store;

namespace AutoCompress.Cluster.Tests.Artifacts;

/// <summary>What a store in a cloud promises beside what all do.</summary>
public abstract class RemoteVaultContract : ArtifactVaultContract, IAsyncLifetime
{
    /// <summary>Small, so that small files are uploaded in parts.</summary>
    private protected const int PartBytes = 256 * 1024;

    private const int Large = 4_000_000;

    private FlakyProxy? _proxy;

    private string Cache => Path.Combine(Folder, "cache");

    public async ValueTask InitializeAsync()
    {
        _proxy = new FlakyProxy(await ServerAsync());
        await Vault.PrepareAsync(None);
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Add_ServerGoneInTheMiddle_GoesOnBehindTheLastPart()
    {
        var before = _proxy!.Sent;
        _proxy.GoAwayAfterSending(Large / 2);

        var add = Vault.AddFileAsync(NewFile(Content(Large)), None);
        await AwayNoticedAsync();
        ComeBack();

        Assert.Equal(Content(Large), await FreshlyReadAsync(await add));
        Assert.InRange(_proxy.Sent - before, Large, Large + 3 * PartBytes);
    }

    [Fact]
    public async Task Add_SiloGoneInTheMiddle_TheNextOneGoesOnBehindTheLastPart()
    {
        Close();
        _proxy!.GoAwayAfterSending(Large / 2);
        using (var first = (RemoteArtifactStore)Open(TimeSpan.FromMilliseconds(300)))
        {
            await Assert.ThrowsAsync<StoreException>(() => first.AddFileAsync(NewFile(Content(Large)), None));
        }

        ComeBack();
        var before = _proxy.Sent;

        var sha256 = await Vault.AddFileAsync(NewFile(Content(Large)), None);

        Assert.InRange(_proxy.Sent - before, 1, Large / 2 + 3 * PartBytes);
        Assert.Equal(Content(Large), await FreshlyReadAsync(sha256));
    }

    [Fact]
    public async Task Get_CutInTheMiddle_GoesOnBehindTheLastByte()
    {
        var sha256 = await Vault.AddFileAsync(NewFile(Content(Large)), None);
        CloseAndForget();
        var before = _proxy!.Received;
        _proxy.CutAfterReceiving(Large / 2);

        Assert.Equal(Content(Large), await ReadAsync(sha256));

        Assert.InRange(_proxy.Received - before, Large, Large + Large / 4);
    }

    [Fact]
    public async Task Get_Twice_AsksTheServerOnce()
    {
        var sha256 = await Vault.AddFileAsync(NewFile(Content(Large)), None);
        CloseAndForget();
        await ReadAsync(sha256);
        var before = _proxy!.Received;

        await ReadAsync(sha256);
        Close();
        await ReadAsync(sha256);

        Assert.Equal(before, _proxy.Received);
    }

    [Fact]
    public async Task Keep_ListedBefore_TheListedRemovalHitsNothing()
    {
        var sha256 = await Vault.AddAsync(new MemoryStream(Content(5000)), None);
        var listed = (await ListAsync()).Single();
        await OlderAsync(listed, async storage =>
            Assert.True(await storage.RefreshAsync(new StoredObject(listed.Name, listed.Bytes, listed.At, listed.Tag), ArtifactNames.NewGeneration(sha256), None)));

        await Vault.RemoveAsync(listed, None);

        CloseAndForget();
        Assert.Equal(Content(5000), await ReadAsync(sha256));
    }

    [Fact]
    public async Task Add_WrongKey_SaysSoAtOnceAndShowsNoSecret()
    {
        using var vault = Remote(WithWrongKey(Patient));

        var problem = await Assert.ThrowsAsync<StoreException>(() => vault.AddAsync(new MemoryStream(Content(10)), None));

        Assert.Contains("refuses", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(WrongSecret, problem.ToString(), StringComparison.Ordinal);
    }

    /// <summary>The server's port.</summary>
    protected abstract Task<int> ServerAsync();

    /// <summary>Opens the test's container through a port.</summary>
    private protected abstract IObjectStorage Connect(int port, TimeSpan patience);

    private protected abstract IObjectStorage WithWrongKey(TimeSpan patience);

    private protected abstract string WrongSecret { get; }

    private protected int Port => _proxy!.Port;

    private protected sealed override IArtifactVault Open(TimeSpan patience) => Remote(Connect(Port, patience));

    private protected void GoAwayAfterSending(long bytes) => _proxy!.GoAwayAfterSending(bytes);

    private protected sealed override void GoAway() => _proxy!.GoAway();

    private protected sealed override void ComeBack() => _proxy!.ComeBack();

    private protected sealed override async Task AwayNoticedAsync()
    {
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (_proxy!.Refused < 2)
        {
            await poll.WaitForNextTickAsync(None);
        }
    }

    private protected sealed override async Task DamageAsync(StoredArtifact artifact)
    {
        using var storage = Connect(Port, Patient);
        Assert.True(await storage.PutAsync(artifact.Name, Content((int)artifact.Bytes + 1), replace: true, None));
    }

    protected sealed override void ForgetCopies()
    {
        if (Directory.Exists(Cache))
        {
            Directory.Delete(Cache, recursive: true);
        }
    }

    protected sealed override void Clean() => _proxy?.Dispose();

    private RemoteArtifactStore Remote(IObjectStorage storage)
    {
        var options = new ArtifactOptions(ArtifactAddress.Parse(Folder), Cache);
        return ArtifactVaults.Remote(storage, options, options.OpenCache(), TimeProvider.System);
    }

    private async Task<byte[]> FreshlyReadAsync(string sha256)
    {
        CloseAndForget();
        return await ReadAsync(sha256);
    }

    private async Task OlderAsync(StoredArtifact listed, Func<IObjectStorage, Task> work)
    {
        Assert.NotNull(listed);
        using var storage = Connect(Port, Patient);
        await work(storage);
    }
}
