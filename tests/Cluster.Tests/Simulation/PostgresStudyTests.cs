using AutoCompress.Cluster.Tests.Store;
using AutoCompress.Cluster.Tests.Store.Postgres;
using AutoCompress.Host.Store.Postgres;
using AutoCompress.Host.Studies;
using AutoCompress.Search.Policy;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;
using Dapper;
using Npgsql;

namespace AutoCompress.Cluster.Tests.Simulation;

/// <summary>Whole studies on PostgreSQL, with silos that share nothing but the database and the artifacts.</summary>
public sealed class PostgresStudyTests(PostgresRun run) : IDisposable
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(40);
    private readonly string _folder = Directory.CreateTempSubdirectory("cluster-").FullName;

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Study_TwoSilosWithStoresOfTheirOwn_ShareItsTrials()
    {
        var address = await run.NewDatabaseAsync();
        var (one, other) = (new FormulaExecutor(), new FormulaExecutor());
        using var first = await HostAsync(address, one);
        using var second = await HostAsync(address, other);
        var id = await first.SubmitAsync(trials: 12);
        Meet(one, other);

        var joined = Task.Run(() => second.RunUntilAsync(id, happened => happened.State.IsFinal(), second.Silo("b", cores: 1)), None);
        await first.RunUntilAsync(id, happened => happened.State.IsFinal(), first.Silo("a", cores: 1));
        await joined;

        var study = await second.Directory.FindAsync(id, None);
        Assert.Equal((StudyState.Completed, 12, 0), (study!.State, study.CompletedTrials, study.RunningTrials));
        Assert.NotEmpty(one.Started);
        Assert.NotEmpty(other.Started);
        var started = one.Started.Concat(other.Started).ToList();
        Assert.Equal(started.Count, started.Distinct().Count());
        await CheckHistoryAsync(second, study);
        Assert.Empty(await first.Directory.SilosAsync(None));
    }

    [Fact]
    public async Task Study_ServerCrashesInTheMiddle_GoesOnAsIfNothingHappened()
    {
        await using var server = await PostgresServer.StartAsync();
        var address = await server.NewDatabaseAsync();
        var (one, other) = (new FormulaExecutor(), new FormulaExecutor());
        using var first = await HostAsync(address, one);
        using var second = await HostAsync(address, other);
        var id = await first.SubmitAsync(trials: 8);
        var crashes = 0;
        one.Middle = other.Middle = async (stage, _) =>
        {
            if ((stage.Name == "analyse" || stage.Name == "measure") && Interlocked.Increment(ref crashes) <= 2)
            {
                await server.CrashAsync();
                await server.StartAgainAsync();
            }
        };

        var joined = Task.Run(() => second.RunUntilAsync(id, happened => happened.State.IsFinal(), second.Silo("b", cores: 1)), None);
        await first.RunUntilAsync(id, happened => happened.State.IsFinal(), first.Silo("a", cores: 1));
        await joined;

        var study = await first.Directory.FindAsync(id, None);
        Assert.Equal((StudyState.Completed, 8, 0), (study!.State, study.CompletedTrials, study.RunningTrials));
        var started = one.Started.Concat(other.Started).ToList();
        Assert.Equal(started.Count, started.Distinct().Count());
        await CheckHistoryAsync(first, study);
    }

    [Fact]
    public async Task Study_SiloStopsAndWakesLate_ChangesNothing()
    {
        var address = await run.NewDatabaseAsync();
        var (asleep, awake) = (new FormulaExecutor(), new FormulaExecutor());
        var store = new StoppedStore(Stores.Open(address));
        using var first = new SimulatedHost(_folder, asleep, store: store);
        var clock = new DatabaseClock(address);
        clock.Advance(TimeSpan.Zero);
        var id = await first.SubmitAsync(trials: 4, refine: 0);
        var (stopped, wake) = (new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource());
        asleep.Middle = async (stage, _) =>
        {
            if (stage.Name == "train")
            {
                store.Stop();
                stopped.SetResult(stage.Key);
                await wake.Task;
            }
        };
        using var end = new CancellationTokenSource();
        var late = Task.Run(() => first.Silo("a", cores: 1, Lease).RunAsync(end.Token), None);
        var key = await stopped.Task.WaitAsync(None);

        clock.Advance(Lease + TimeSpan.FromSeconds(1));
        using var second = await HostAsync(address, awake);
        await second.RunUntilAsync(id, happened => happened.State.IsFinal(), second.Silo("b", cores: 2));
        var before = await RowsAsync(address);
        wake.SetResult();
        await end.CancelAsync();
        await late;

        var study = await second.Directory.FindAsync(id, None);
        Assert.Equal((StudyState.Completed, 4), (study!.State, study.CompletedTrials));
        Assert.Contains(key, awake.Started);
        Assert.Equal(before, await RowsAsync(address));
        await CheckHistoryAsync(second, study);
    }

    [Fact]
    public async Task Silo_AskedToStop_HandsItsStepBackUncharged()
    {
        using var host = await HostAsync(await run.NewDatabaseAsync(), new FormulaExecutor());
        await DrainScenario.CheckAsync(host);
    }

    [Fact]
    public async Task Study_OneWorkerOnEitherStore_FindsTheSameFront()
    {
        var clock = new ManualClock();
        using var embedded = new SimulatedHost(Path.Combine(_folder, "sqlite"), new FormulaExecutor(), clock);
        var address = await run.NewDatabaseAsync();
        using var clustered = await HostAsync(address, new FormulaExecutor(), clock);
        new DatabaseClock(address).Advance(TimeSpan.Zero);

        var (one, other) = (await HistoryAsync(embedded), await HistoryAsync(clustered));

        Assert.Equal(one.Trials, other.Trials);
        Assert.Equal(one.Decisions, other.Decisions);
        Assert.Equal(one.Front, other.Front);
        Assert.NotEqual("null", one.Front);

        static async Task<(string Trials, string Decisions, string Front)> HistoryAsync(SimulatedHost host)
        {
            var id = await host.SubmitAsync(trials: 16);
            await host.RunUntilAsync(id, happened => happened.State.IsFinal(), host.Silo(cores: 1));
            return (
                Json.Write(await host.Directory.TrialsAsync(id, None)),
                string.Join('\n', await host.Directory.DecisionsAsync(id, None)),
                Json.Write(await host.Directory.FrontAsync(id, None)));
        }
    }

    /// <summary>Lets the first training step of each silo wait for that of the other: neither can do all the work.</summary>
    private static void Meet(FormulaExecutor one, FormulaExecutor other)
    {
        var (here, there) = (new TaskCompletionSource(), new TaskCompletionSource());
        one.Middle = (stage, _) => MeetAsync(stage, here, there);
        other.Middle = (stage, _) => MeetAsync(stage, there, here);

        static Task MeetAsync(Stage stage, TaskCompletionSource mine, TaskCompletionSource theirs) =>
            stage.Name == "train" && mine.TrySetResult() ? theirs.Task : Task.CompletedTask;
    }

    private static async Task CheckHistoryAsync(SimulatedHost host, StudyStatus study)
    {
        var trials = await host.Directory.TrialsAsync(study.Id, None);
        var events = await host.Store.Studies.EventsAsync(study.Id, 0, 1000, None);
        Assert.Equal(Enumerable.Range(1, events.Length).Select(seq => (long)seq), events.Select(happened => happened.Seq));
        Assert.Equal(study.Seq, events[^1].Seq);
        Assert.Equal(trials.Length, events.Count(happened => happened.Kind == StudyEventKind.TrialFinished));
        var decisions = (await host.Directory.DecisionsAsync(study.Id, None)).Select(Json.Read<DecisionRecord>).ToList();
        Assert.Empty(Replay.Verify(study.Spec, FormulaExecutor.Analysis, new(new SensitivityTable([])), trials, decisions));
    }

    /// <summary>All that a late silo could change.</summary>
    private static async Task<string> RowsAsync(string address)
    {
        await using var connection = new NpgsqlConnection($"{address};Pooling=false");
        return (await connection.ExecuteScalarAsync<string>("""
            SELECT json_build_array(
                (SELECT json_agg(r ORDER BY r.key) FROM autocompress.step_result r), (SELECT json_agg(t ORDER BY t.number) FROM autocompress.trial t),
                (SELECT json_agg(s) FROM autocompress.study s), (SELECT json_agg(w) FROM autocompress.work w), (SELECT max(seq) FROM autocompress.event))::text
            """))!;
    }

    /// <summary>A silo's process: a store of its own that hears the others.</summary>
    private async Task<SimulatedHost> HostAsync(string address, FormulaExecutor executor, TimeProvider? time = null)
    {
        PostgresClusterStore store = Stores.Open(address);
        await store.Listening;
        return new SimulatedHost(_folder, executor, time, store);
    }
}
