using AutoCompress.Artifacts;
using AutoCompress.Cluster.Tests.Store;
using AutoCompress.Host.Archive;
using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Silos;
using AutoCompress.Host.Store;
using AutoCompress.Host.Store.Sqlite;
using AutoCompress.Host.Studies;
using AutoCompress.Studies;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AutoCompress.Cluster.Tests.Simulation;

/// <summary>One life of a process: a store on a folder, a directory over it and any number of silos.</summary>
internal sealed class SimulatedHost : IDisposable
{
    private readonly string _folder;
    private readonly TimeProvider _time;

    /// <param name="store">A store that this life opened; null for SQLite in the folder.</param>
    public SimulatedHost(string folder, FormulaExecutor executor, TimeProvider? time = null, IClusterStore? store = null)
    {
        (_folder, _time, Executor) = (folder, time ?? TimeProvider.System, executor);
        Store = store ?? new SqliteClusterStore(folder, _time);
        var artifacts = new FileArtifactStore(Path.Combine(folder, "artifacts"));
        Artifacts = artifacts;
        Queue = new ArchiveQueue(_time);
        Directory = new StudyDirectory(Store, new ModelIntake(Artifacts), artifacts, _time);
    }

    public FormulaExecutor Executor { get; }

    public FormulaPipeline Pipeline { get; init; } = new();

    public IClusterStore Store { get; }

    /// <summary>The embedded store's file.</summary>
    public SqliteDatabase Database => ((SqliteClusterStore)Store).Database;

    public IArtifactStore Artifacts { get; }

    public IStudyDirectory Directory { get; }

    /// <summary>What silos have noted for the archive.</summary>
    public ArchiveQueue Queue { get; }

    private static CancellationToken None => TestContext.Current.CancellationToken;

    /// <param name="refine">Share of the time that is kept for refinements, whose length depends on the time that is left.</param>
    public static StudySpec Spec(int trials = 12, double refine = 0.5) => Samples.Spec("simulated") with
    {
        Budget = new Budget { Trials = trials },
        Training = new TrainingSpec { RefineShare = refine },
    };

    /// <param name="lease">With it the silo trusts itself far too long and sends no heartbeat, as one that was stopped; null for leases of hours.</param>
    public Silo Silo(string id = "a", int cores = 2, TimeSpan? lease = null) => new(
        Store,
        Artifacts,
        Executor,
        Pipeline,
        Queue,
        new SiloMetrics(),
        Options.Create(new SiloOptions
        {
            Id = id,
            Cores = [.. Enumerable.Range(0, cores).Select(core => core + 100 * (id[0] - 'a'))],
            WorkFolder = Path.Combine(_folder, "work", id),
            Poll = TimeSpan.FromSeconds(30),
            Grace = TimeSpan.Zero,
            Checkpoint = TimeSpan.FromMilliseconds(10),
            Lease = lease ?? TimeSpan.FromHours(2),
            Trust = TimeSpan.FromHours(1),
            Heartbeat = lease is null ? TimeSpan.FromSeconds(5) : TimeSpan.FromHours(1),
        }),
        new SiloThreads(_time, NullLoggerFactory.Instance),
        _time,
        NullLoggerFactory.Instance);

    public async Task<string> SubmitAsync(int trials = 12, string? key = "key", double refine = 0.5) =>
        Assert.IsType<Submission.Accepted>(await Directory.SubmitAsync(Spec(trials, refine), key, None)).Study.Id;

    /// <summary>Runs a silo until the study meets <paramref name="enough"/>, then lets it drain.</summary>
    public async Task RunUntilAsync(string study, Predicate<StudyEvent> enough, params Silo[] silos)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(None);
        // Looked up before anything runs: a silo may have done all there is to do before a later look.
        var after = (await Directory.FindAsync(study, stop.Token))!.Seq;
        var running = Task.WhenAll((silos.Length == 0 ? [Silo()] : silos).Select(silo => Task.Run(() => silo.RunAsync(stop.Token), None)));
        var watching = WatchAsync(study, after, enough, stop.Token);
        await Task.WhenAny(running, watching);
        await stop.CancelAsync();
        await running;
        await watching;
    }

    public void Dispose() => Store.Dispose();

    private async Task WatchAsync(string study, long after, Predicate<StudyEvent> enough, CancellationToken cancellationToken)
    {
        await foreach (var happened in Directory.WatchAsync(study, 0, cancellationToken))
        {
            if (happened.State.IsFinal() || (happened.Seq > after && enough(happened)))
            {
                return;
            }
        }
    }

    /// <summary>Takes a model of a few bytes in, whatever the spec says.</summary>
    private sealed class ModelIntake(IArtifactStore artifacts) : IStudyIntake
    {
        public async Task<Intake> TakeAsync(StudySpec spec, CancellationToken cancellationToken)
        {
            using var model = new MemoryStream("a model"u8.ToArray());
            return new Intake.Taken(new StudyInputs(await artifacts.AddAsync(model, cancellationToken), "data"));
        }
    }
}
