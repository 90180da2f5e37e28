using AutoCompress.Cluster.Tests.Store;
using AutoCompress.Cluster.Tests.Store.Postgres;
using AutoCompress.Host.Studies;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Simulation;

/// <summary>A silo whose disk fails it steps aside where others can go on; where it is alone, the study waits for its user.</summary>
public sealed class SidestepTests(PostgresRun run) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sidestep-").FullName;

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Silo_ItsDiskIsFull_LeavesTheStepsToOthers()
    {
        var address = await run.NewDatabaseAsync();
        var (full, sound) = (new FormulaExecutor { Answer = _ => new StageResult.Failed(FailureCause.Storage, "No space left on device") }, new FormulaExecutor());
        using var first = new SimulatedHost(_folder, full, store: Stores.Open(address));
        using var second = new SimulatedHost(_folder, sound, store: Stores.Open(address));
        var id = await first.SubmitAsync(trials: 4, refine: 0);
        using var stop = new CancellationTokenSource();
        // The sound silo is there, and begins to work when the other one has stepped aside.
        await second.Store.Silos.JoinAsync(Samples.Offer("b"), TimeSpan.FromHours(1), None);
        var working = Task.Run(() => first.Silo("a", cores: 1).RunAsync(stop.Token), None);
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!(await first.Directory.SilosAsync(None)).Any(silo => silo is { Id: "a", IsDraining: true }))
        {
            await poll.WaitForNextTickAsync(None);
        }

        await second.RunUntilAsync(id, happened => happened.State.IsFinal(), second.Silo("b", cores: 1));
        await stop.CancelAsync();
        await working;

        var events = await second.Store.Studies.EventsAsync(id, 0, 1000, None);
        Assert.DoesNotContain(events, happened => happened.State == StudyState.Paused);
        Assert.Equal(StudyState.Completed, events[^1].State);
        Assert.NotEmpty(full.Started);
        Assert.Superset(full.Started.ToHashSet(), sound.Started.ToHashSet());
    }

    [Fact]
    public async Task Silo_AloneWithAFullDisk_PausesTheStudyWithTheMessage()
    {
        using var host = new SimulatedHost(_folder, new FormulaExecutor { Answer = _ => new StageResult.Failed(FailureCause.Storage, "No space left on device") });
        var id = await host.SubmitAsync();

        await host.RunUntilAsync(id, happened => happened.State == StudyState.Paused);

        var study = await host.Directory.FindAsync(id, None);
        Assert.Equal((StudyState.Paused, "No space left on device"), (study!.State, study.Message));
    }
}
