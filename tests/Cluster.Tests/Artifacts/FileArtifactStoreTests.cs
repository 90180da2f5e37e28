using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Store;

namespace AutoCompress.Cluster.Tests.Artifacts;

public sealed class FileArtifactStoreTests : ArtifactVaultContract
{
    private readonly AwaitedTime _time = new();

    private string Store => Path.Combine(Folder, "store");

    [Fact]
    public async Task AddFile_NewContent_TakesTheFileOver()
    {
        var file = NewFile(Content(7));

        var sha256 = await Vault.AddFileAsync(file, None);

        Assert.False(File.Exists(file));
        Assert.Equal(Content(7), await ReadAsync(sha256));
        Assert.Empty(Directory.GetFiles(Path.Combine(Store, "incoming")));
    }

    [Fact]
    public async Task Add_ContentThatHasGrownOld_MakesAGenerationThatIsFresh()
    {
        var sha256 = await Vault.AddAsync(new MemoryStream(Content(7)), None);
        Age();

        await Vault.AddAsync(new MemoryStream(Content(7)), None);

        Assert.Equal(2, (await ListAsync()).Count);
        Age();
        Assert.True(await Vault.KeepAsync(sha256, None));
        var generations = await ListAsync();
        Assert.Equal(3, generations.Count);
        Assert.Contains(generations, generation => (generation.At - TimeProvider.System.GetUtcNow()).Duration() < TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Tidy_WhatADeadSiloLeft_IsRemovedWhenItIsOld()
    {
        await Vault.PrepareAsync(None);
        var (old, young) = (Path.Combine(Store, "incoming", "old"), Path.Combine(Store, "incoming", "young"));
        await File.WriteAllTextAsync(old, "half", None);
        await File.WriteAllTextAsync(young, "half", None);
        File.SetLastWriteTimeUtc(old, File.GetLastWriteTimeUtc(old).AddDays(-3));

        await Vault.TidyAsync(None);

        Assert.Equal([young], Directory.GetFiles(Path.Combine(Store, "incoming")));
    }

    [Fact]
    public void Open_FolderThatCannotBe_SaysSo()
    {
        File.WriteAllText(Store, "in the way");

        Assert.Contains("cannot be written", Assert.Throws<StoreException>(() => Vault).Message, StringComparison.Ordinal);
        File.Delete(Store);
    }

    private protected override IArtifactVault Open(TimeSpan patience) => new FileArtifactStore(Store, _time, patience);

    private protected override async Task DamageAsync(StoredArtifact artifact)
    {
        var path = Path.Combine(Store, artifact.Name);
        var bytes = await File.ReadAllBytesAsync(path, None);
        bytes[0] ^= 1;
        File.Delete(path);
        await File.WriteAllBytesAsync(path, bytes, None);
    }

    private protected override void GoAway() => Directory.Move(Store, Store + "-away");

    private protected override void ComeBack() => Directory.Move(Store + "-away", Store);

    private protected override Task AwayNoticedAsync() => _time.Waited.WaitAsync(None);

    protected override void ForgetCopies()
    {
    }

    private void Age()
    {
        foreach (var file in Directory.GetFiles(Store, "*.*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file).AddHours(-1));
        }
    }
}
