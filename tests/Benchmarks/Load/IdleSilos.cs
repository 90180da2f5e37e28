using AutoCompress.Artifacts;
using AutoCompress.Cluster.Tests.Store.Postgres;
using AutoCompress.Host.Archive;
using AutoCompress.Host.Silos;
using AutoCompress.Studies;
using AutoCompress.Trials;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AutoCompress.Benchmarks.Load;

/// <summary>Silos that find nothing to do: their polls and heartbeats, through one store, as a pooler would send them.</summary>
internal static class IdleSilos
{
    public const int Many = 1000;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(PostgresServer server, int count)
    {
        using var store = LoadBenchmark.Open(await server.NewDatabaseAsync());
        using var stop = new CancellationTokenSource();
        var work = Directory.CreateTempSubdirectory("idle-");
        var running = Enumerable.Range(0, count).Select(i => new Silo(
            store,
            new NoArtifacts(),
            new NoExecutor(),
            new NoPipeline(),
            new ArchiveQueue(TimeProvider.System),
            new SiloMetrics(),
            Options.Create(new SiloOptions { Id = $"idle-{i}", Cores = [0], WorkFolder = Path.Combine(work.FullName, $"{i}") }),
            new SiloThreads(TimeProvider.System, NullLoggerFactory.Instance),
            TimeProvider.System,
            NullLoggerFactory.Instance).RunAsync(stop.Token)).ToList();
        await Task.Delay(Settling);
        var before = ServerCost.Seconds(server.Data);
        await Task.Delay(Watched);
        var spent = ServerCost.Seconds(server.Data) - before;
        Console.WriteLine($"{count} idle silos: PostgreSQL takes {100 * spent / Watched.TotalSeconds:0.0} % of a core ({running.Count(silo => silo.IsFaulted)} failed)");
        await stop.CancelAsync();
        await Task.WhenAll(running);
        work.Delete(recursive: true);
    }

    private sealed class NoArtifacts : IArtifactStore
    {
        public Task<string> AddFileAsync(string path, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<string> AddAsync(Stream content, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> ExistsAsync(string sha256, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ArtifactFile> GetFileAsync(string sha256, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class NoExecutor : IStageExecutor
    {
        public Task<StageResult> RunAsync(
            Stage stage, IReadOnlyDictionary<string, string> inputs, string outputFolder, IReadOnlyList<int> cores,
            IProgress<StageProgress> progress, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class NoPipeline : ITrialPipeline
    {
        public Stage Analyse(StudySpec spec, StudyInputs inputs) => throw new NotSupportedException();

        public Stage Sense(StudySpec spec, StudyInputs inputs, Spaces.ModelAnalysis analysis) => throw new NotSupportedException();

        public Stage Time(
            StudySpec spec, StudyInputs inputs, System.Collections.Immutable.ImmutableArray<Spaces.ModelCut> cuts, double seconds) => throw new NotSupportedException();

        public System.Collections.Immutable.ImmutableArray<Stage> Evaluate(
            StudySpec spec, StudyInputs inputs, System.Collections.Immutable.ImmutableArray<Trial> lineage) => throw new NotSupportedException();

        public TrialResult Conclude(
            StudySpec spec, Trial trial, System.Collections.Immutable.ImmutableArray<StageOutput> outputs,
            System.Collections.Immutable.ImmutableArray<double> executedSeconds) => throw new NotSupportedException();

        public Stage Finalise(StudySpec spec, StudyInputs inputs, System.Collections.Immutable.ImmutableArray<Trial> front) => throw new NotSupportedException();
    }
}
