using AutoCompress.Cluster.Tests.Simulation;
using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Studies;

namespace AutoCompress.Cluster.Tests.Artifacts;

public sealed class ArtifactCollectorTests : IDisposable
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("collect-").FullName;

    private static CancellationToken None => TestContext.Current.CancellationToken;

    private string Artifacts => Path.Combine(_folder, "artifacts");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Collect_AfterAStudy_RemovesOrphansAndNothingOfTheStudy()
    {
        using var host = new SimulatedHost(_folder, new FormulaExecutor());
        var id = await host.SubmitAsync();
        await host.RunUntilAsync(id, happened => happened.State.IsFinal());
        var vault = new FileArtifactStore(Artifacts);
        var needed = (await vault.ListAsync(None).ToListAsync(None)).Select(artifact => artifact.Sha256).Order().ToList();
        var orphan = await vault.AddAsync(new MemoryStream([1, 2, 3]), None);
        var young = await vault.AddAsync(new MemoryStream([4, 5, 6]), None);
        Age(young);
        var collector = new ArtifactCollector(vault, host.Store.Upkeep);

        var dry = await collector.CollectAsync(Day, IArtifactUpkeep.UsualUnused, isDryRun: true, None);
        Assert.Equal((1, 3L, needed.Count, 1), (dry.Removed, dry.RemovedBytes, dry.Kept, dry.Young));
        Assert.True(await vault.ExistsAsync(orphan, None));
        var done = await collector.CollectAsync(Day, IArtifactUpkeep.UsualUnused, isDryRun: false, None);

        Assert.Equal(dry with { IsDryRun = false }, done);
        Assert.Equal(needed.Append(young).Order(), (await vault.ListAsync(None).ToListAsync(None)).Select(artifact => artifact.Sha256).Order());
        Assert.Equal(0, (await collector.CollectAsync(Day, IArtifactUpkeep.UsualUnused, isDryRun: false, None)).Removed);
    }

    [Fact]
    public async Task Collect_WhileAStepRuns_KeepsWhatItMayHaveAdded()
    {
        using var host = new SimulatedHost(_folder, new FormulaExecutor());
        var vault = new FileArtifactStore(Artifacts);
        var orphan = await vault.AddAsync(new MemoryStream([1, 2, 3]), None);
        Age();
        var running = new FixedUpkeep([], TimeSpan.FromDays(3));

        Assert.Equal(1, (await new ArtifactCollector(vault, running).CollectAsync(Day, IArtifactUpkeep.UsualUnused, isDryRun: false, None)).Young);

        Assert.True(await vault.ExistsAsync(orphan, None));
        Assert.Equal(1, (await new ArtifactCollector(vault, running with { Longest = TimeSpan.Zero }).CollectAsync(Day, IArtifactUpkeep.UsualUnused, isDryRun: false, None)).Removed);
    }

    [Fact]
    public async Task Collect_SeveralGenerationsOfOneThatIsNeeded_KeepsTheNewest()
    {
        var vault = new FileArtifactStore(Artifacts);
        var sha256 = await vault.AddAsync(new MemoryStream([1, 2, 3]), None);
        Age();
        await vault.KeepAsync(sha256, None);
        var collector = new ArtifactCollector(vault, new FixedUpkeep([sha256], TimeSpan.Zero));

        Assert.Equal((0, 1, 1), Counts(await collector.CollectAsync(Day, IArtifactUpkeep.UsualUnused, isDryRun: false, None)));
        Age();
        Assert.Equal((1, 1, 0), Counts(await collector.CollectAsync(Day, IArtifactUpkeep.UsualUnused, isDryRun: false, None)));
        Assert.True(await vault.ExistsAsync(sha256, None));
    }

    private static (int Removed, int Kept, int Young) Counts(Collection done) => (done.Removed, done.Kept, done.Young);

    private void Age(string? but = null)
    {
        foreach (var file in Directory.GetFiles(Artifacts, "*.*", SearchOption.AllDirectories).Where(path => but is null || !path.Contains(but[2..], StringComparison.Ordinal)))
        {
            File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file) - 2 * Day);
        }
    }
}
