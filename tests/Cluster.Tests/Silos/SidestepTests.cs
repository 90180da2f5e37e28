using AutoCompress.Cluster.Tests.Store;
using AutoCompress.Host.Silos;
using AutoCompress.Host.Store.Sqlite;
using AutoCompress.Trials;
using Microsoft.Extensions.Logging.Abstractions;

namespace AutoCompress.Cluster.Tests.Silos;

public sealed class SidestepTests : IDisposable
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(40);

    private readonly string _folder = Directory.CreateTempSubdirectory("sidestep-").FullName;
    private readonly ManualClock _clock = new();
    private readonly SqliteClusterStore _store;
    private readonly Sidestep _sidestep;

    public SidestepTests()
    {
        _store = new SqliteClusterStore(_folder, _clock);
        _sidestep = new Sidestep(_store.Silos, new SiloOptions { Id = "a", WorkFolder = Path.Combine(_folder, "work") }, new SiloThreads(_clock, NullLoggerFactory.Instance), _clock, NullLogger<Sidestep>.Instance);
    }

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Try_AnotherSiloCanGoOn_DrainsUntilThereIsRoom()
    {
        await JoinAsync("a", "b");
        Assert.True(await _sidestep.MayWorkAsync(None));

        Assert.True(await _sidestep.TryAsync(Samples.Stage("train"), "full"));

        Assert.False(await _sidestep.MayWorkAsync(None));
        Assert.True(await DrainsAsync());
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True(await _sidestep.MayWorkAsync(None));
        Assert.False(await DrainsAsync());
    }

    [Fact]
    public async Task MayWork_TheDiskIsFullStill_LooksLessOften()
    {
        await JoinAsync("a", "b");
        // A file where the folder should be: as good as a full disk.
        await File.WriteAllTextAsync(Path.Combine(_folder, "work"), "", None);
        Assert.True(await _sidestep.TryAsync(Samples.Stage("train"), "full"));

        _clock.Advance(TimeSpan.FromSeconds(1.5));
        Assert.False(await _sidestep.MayWorkAsync(None));
        File.Delete(Path.Combine(_folder, "work"));
        _clock.Advance(TimeSpan.FromSeconds(1.5));
        Assert.False(await _sidestep.MayWorkAsync(None), "The next look comes after 2 s.");
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.True(await _sidestep.MayWorkAsync(None));
    }

    [Fact]
    public async Task Try_NobodyElse_IsRefused()
    {
        await JoinAsync("a", "b");
        await _store.Silos.DrainAsync("b", null, None);

        Assert.False(await _sidestep.TryAsync(Samples.Stage("train"), "full"));
        Assert.False(await _sidestep.TryAsync(Samples.Stage("train", label: "cuda"), "full"));

        Assert.True(await _sidestep.MayWorkAsync(None));
        Assert.False(await DrainsAsync());
    }

    [Fact]
    public async Task Try_TheSameStepAgainAndAgain_IsNoTroubleOfThisSilo()
    {
        await JoinAsync("a", "b");
        for (var time = 1; time <= 3; time++)
        {
            Assert.True(await _sidestep.TryAsync(Samples.Stage("train"), "full"));
        }

        Assert.False(await _sidestep.TryAsync(Samples.Stage("train"), "full"));
        Assert.True(await _sidestep.TryAsync(Samples.Stage("prune"), "full"));
    }

    private async Task JoinAsync(params string[] silos)
    {
        foreach (var silo in silos)
        {
            await _store.Silos.JoinAsync(Samples.Offer(silo), Lease, None);
        }
    }

    private async Task<bool> DrainsAsync() => (await _store.Silos.ListAsync(None)).Single(silo => silo.Id == "a").IsDraining;
}
