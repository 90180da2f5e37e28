using AutoCompress.Cluster.Tests.Relays;
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

    private TcpRelay? _relay;

    private string Cache => Path.Combine(Folder, "cache");

    public async ValueTask InitializeAsync()
    {
        _relay = new TcpRelay(await ServerAsync());
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
        var before = _relay!.Sent;
        _relay.CutRequest(CutRule.Behind(Large / 2, Cut.WithAllOthers));

        var add = Vault.AddFileAsync(NewFile(Content(Large)), None);
        await AwayNoticedAsync();
        ComeBack();

        Assert.Equal(Content(Large), await FreshlyReadAsync(await add));
        Assert.InRange(_relay.Sent - before, Large, Large + 3 * PartBytes);
    }

    [Fact]
    public async Task Add_SiloGoneInTheMiddle_TheNextOneGoesOnBehindTheLastPart()
    {
        Close();
        _relay!.CutRequest(CutRule.Behind(Large / 2, Cut.WithAllOthers));
        using (var first = (RemoteArtifactStore)Open(TimeSpan.FromMilliseconds(300)))
        {
            await Assert.ThrowsAsync<StoreException>(() => first.AddFileAsync(NewFile(Content(Large)), None));
        }

        ComeBack();
        var before = _relay.Sent;

        var sha256 = await Vault.AddFileAsync(NewFile(Content(Large)), None);

        Assert.InRange(_relay.Sent - before, 1, Large / 2 + 3 * PartBytes);
        Assert.Equal(Content(Large), await FreshlyReadAsync(sha256));
    }

    [Fact]
    public async Task Get_CutInTheMiddle_GoesOnBehindTheLastByte()
    {
        var sha256 = await Vault.AddFileAsync(NewFile(Content(Large)), None);
        CloseAndForget();
        var before = _relay!.Received;
        _relay.CutAnswer(CutRule.Behind(Large / 2, Cut.After));

        Assert.Equal(Content(Large), await ReadAsync(sha256));

        Assert.InRange(_relay.Received - before, Large, Large + Large / 4);
    }

    [Fact]
    public async Task Get_Twice_AsksTheServerOnce()
    {
        var sha256 = await Vault.AddFileAsync(NewFile(Content(Large)), None);
        CloseAndForget();
        await ReadAsync(sha256);
        var before = _relay!.Received;

        await ReadAsync(sha256);
        Close();
        await ReadAsync(sha256);

        Assert.Equal(before, _relay.Received);
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

    private protected int Port => _relay!.Port;

    private protected sealed override IArtifactVault Open(TimeSpan patience) => Remote(Connect(Port, patience));

    private protected void GoAwayAfterSending(long bytes) => _relay!.CutRequest(CutRule.Behind(bytes, Cut.WithAllOthers));

    private protected sealed override void GoAway() => _relay!.GoAway();

    private protected sealed override void ComeBack() => _relay!.ComeBack();

    private protected sealed override async Task AwayNoticedAsync()
    {
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (_relay!.Refused < 2)
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

    protected sealed override void Clean() => _relay?.Dispose();

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
