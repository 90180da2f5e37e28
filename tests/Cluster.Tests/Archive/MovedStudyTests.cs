using AutoCompress.Cluster.Tests.Simulation;
using AutoCompress.Cluster.Tests.Store.Postgres;
using AutoCompress.Host.Archive;
using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Studies;
using AutoCompress.Search.Policy;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Archive;

/// <summary>Studies that are moved in the middle of their search go on as they would have where they were.</summary>
public sealed class MovedStudyTests(PostgresRun postgres) : IDisposable
{
    private readonly List<string> _folders = [];

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public void Dispose() => _folders.ForEach(folder => Directory.Delete(folder, recursive: true));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Study_MovedInTheMiddle_ProposesWhatItWouldHave(bool toPostgres)
    {
        var (folder, executor) = (NewFolder(), new FormulaExecutor());
        using var tar = new MemoryStream();
        string id;
        string[] kept;
        using (var host = new SimulatedHost(folder, executor))
        {
            id = await StartAsync(host);
            await ArchiveOf(host, folder).ExportAsync(id, tar, None);
            kept = [.. executor.Started];
            await ResumeAsync(host, id);
            Assert.Equal(StudyState.Completed, (await host.Directory.FindAsync(id, None))!.State);
        }

        var (elsewhere, other) = (NewFolder(), new FormulaExecutor());
        using var moved = new SimulatedHost(elsewhere, other, store: toPostgres ? Stores.Open(await postgres.NewDatabaseAsync()) : null);
        tar.Position = 0;
        var arrival = await ArchiveOf(moved, elsewhere).ImportAsync(tar, None);
        Assert.Equal((id, StudyState.Paused, false), (arrival.Study, arrival.State, arrival.WasThere));
        await ResumeAsync(moved, id);

        // Nothing that was finished ran again, not even the planning.
        var unfinished = Unfinished(executor, kept);
        Assert.DoesNotContain(kept, key => other.Started.Contains(key) && !unfinished.Contains(key));
        using var first = new SimulatedHost(folder, executor);
        Assert.Equal(await LookAsync(first, id), await LookAsync(moved, id));
        await ReplaysAsync(moved, id);
    }

    [Fact]
    public async Task Restore_IntoAnEmptyDatabase_GoesOnWithTheSameProposals()
    {
        var (folder, executor) = (NewFolder(), new FormulaExecutor());
        string id;
        using (var host = new SimulatedHost(folder, executor))
        {
            id = await StartAsync(host);
            Assert.Null(await new ArchiveWriter(host.Store, (IArtifactVault)host.Artifacts).RunAsync(id, None));
        }

        foreach (var file in Directory.GetFiles(folder, "autocompress.db*"))
        {
            File.Delete(file);
        }

        using var empty = new SimulatedHost(folder, executor);
        Assert.Empty(await empty.Directory.ListAsync(None));
        await ArchiveOf(empty, folder).RestoreAsync(id, None);
        await ResumeAsync(empty, id);

        using var undisturbed = new SimulatedHost(NewFolder(), new FormulaExecutor());
        Assert.Equal(id, await StartAsync(undisturbed));
        await ResumeAsync(undisturbed, id);
        Assert.Equal(await LookAsync(undisturbed, id), await LookAsync(empty, id));
        await ReplaysAsync(empty, id);
        Assert.NotEqual(id, await empty.SubmitAsync(key: "another"));
    }

    [Fact]
    public async Task Silo_ThatWorks_NotesItsStudiesForTheArchive()
    {
        var folder = NewFolder();
        using var host = new SimulatedHost(folder, new FormulaExecutor());
        var id = await host.SubmitAsync(trials: 4);

        await host.RunUntilAsync(id, happened => happened.State.IsFinal());

        Assert.Equal([id], host.Queue.Take(all: false));
        Assert.Empty(host.Queue.Take(all: true));
    }

    [Fact]
    public async Task Collect_AfterADeletionThatKeptTheArchive_RemovesNothingThatItNeeds()
    {
        var folder = NewFolder();
        using var host = new SimulatedHost(folder, new FormulaExecutor());
        var id = await host.SubmitAsync(trials: 4);
        await host.RunUntilAsync(id, happened => happened.State.IsFinal());
        var (vault, archive) = ((IArtifactVault)host.Artifacts, ArchiveOf(host, folder));
        var collector = new ArtifactCollector(vault, host.Store.Upkeep);
        foreach (var file in Directory.GetFiles(Path.Combine(folder, "artifacts"), "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);
        }

        var front = Json.Write(await host.Directory.FrontAsync(id, None));
        await archive.DeleteAsync(id, keepArchive: true, None);
        Assert.Equal(0, (await collector.CollectAsync(IArtifactUpkeep.LeastAge, unused: TimeSpan.FromDays(30), isDryRun: false, None)).Removed);
        await archive.RestoreAsync(id, None);
        Assert.Equal(front, Json.Write(await host.Directory.FrontAsync(id, None)));
        await archive.DeleteAsync(id, keepArchive: false, None);
        var removed = await collector.CollectAsync(IArtifactUpkeep.LeastAge, unused: TimeSpan.FromDays(30), isDryRun: false, None);
        Assert.True(removed.Removed > 4, $"{removed}");
        Assert.Equal(0, removed.Kept);
    }

    /// <summary>Until a few trials have ended, then paused, with steps and trials in the middle: later steps do not end.</summary>
    private static async Task<string> StartAsync(SimulatedHost host)
    {
        var executor = host.Executor;
        executor.Middle = (_, token) => executor.Started.Count > 15 ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask;
        var id = await host.SubmitAsync(trials: 10, refine: 0);
        await host.RunUntilAsync(id, happened => happened.Trial is { Number: 2, Result: not null }, host.Silo(cores: 1));
        await host.Store.Studies.PauseAsync(id, null, None);
        return id;
    }

    private static async Task ResumeAsync(SimulatedHost host, string id)
    {
        host.Executor.Middle = (_, _) => Task.CompletedTask;
        Assert.Equal(StudyChange.Applied, await host.Directory.ResumeAsync(id, None));
        await host.RunUntilAsync(id, happened => happened.State.IsFinal(), host.Silo(cores: 1));
    }

    private static HashSet<string> Unfinished(FormulaExecutor executor, string[] before) => [.. executor.Started.Skip(before.Length).Intersect(before)];

    /// <summary>Proposals, results and the front; without times of the day.</summary>
    private static async Task<string> LookAsync(SimulatedHost host, string id) => Json.Write(new
    {
        Trials = (await host.Directory.TrialsAsync(id, None)).Select(trial => new { trial.Number, trial.Candidate, trial.Fidelity, trial.Origin, Values = (trial.Result as TrialResult.Completed)?.Values }),
        Front = await host.Directory.FrontAsync(id, None),
    });

    private static async Task ReplaysAsync(SimulatedHost host, string id)
    {
        var decisions = (await host.Directory.DecisionsAsync(id, None)).Select(Json.Read<DecisionRecord>).ToList();
        Assert.Empty(Replay.Verify(
            (await host.Directory.FindAsync(id, None))!.Spec, FormulaExecutor.Analysis, new(new SensitivityTable([])), await host.Directory.TrialsAsync(id, None), decisions));
    }

    private static StudyArchive ArchiveOf(SimulatedHost host, string folder)
    {
        var vault = (IArtifactVault)host.Artifacts;
        return new StudyArchive(host.Store, vault, new ArchiveWriter(host.Store, vault), host.Queue, Path.Combine(folder, "arrivals"));
    }

    private string NewFolder()
    {
        _folders.Add(Directory.CreateTempSubdirectory("moved-").FullName);
        return _folders[^1];
    }
}
