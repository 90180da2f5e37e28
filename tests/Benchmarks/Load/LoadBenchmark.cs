using System.Diagnostics;
using AutoCompress.Cluster.Tests.Store.Postgres;
using AutoCompress.Host.Store.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace AutoCompress.Benchmarks.Load;

/// <summary>What the store costs: trials that do nothing, on a PostgreSQL server of its own that writes its log to the disk.</summary>
internal static class LoadBenchmark
{
    private const int Rounds = 5;
    private const int TrialsOfARound = 200;
    private const int Chunk = 10_000;
    private const int Batch = 100;
    private const int Chunks = 10;
    private const int Claims = 2000;

    /// <param name="args">Chunks of 10,000 trials, and simulated idle silos.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var chunks = args.Length > 0 ? int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture) : Chunks;
        var silos = args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : IdleSilos.Many;
        await using var server = await PostgresServer.StartAsync(["-c", "shared_buffers=256MB"]);
        await AgainstOptunaAsync(server);
        using var store = Open(await server.NewDatabaseAsync());
        var study = await NoopStudy.CreateAsync(store, "load");
        await InBatchesAsync(study, chunks);
        await ClaimsAsync(study, chunks * Chunk);
        await IdleSilos.RunAsync(server, silos);
        return 0;
    }

    public static PostgresClusterStore Open(string address) =>
        new(new PostgresOptions(address), TimeProvider.System, NullLoggerFactory.Instance);

    /// <summary>One worker, one trial at a time, in turns with Optuna on the same server.</summary>
    private static async Task AgainstOptunaAsync(PostgresServer server)
    {
        var theirs = await server.NewDatabaseAsync();
        using var optuna = new OptunaPeer(server.Port, theirs[(theirs.LastIndexOf('=') + 1)..]);
        using var store = Open(await server.NewDatabaseAsync());
        var study = await NoopStudy.CreateAsync(store, "single");
        await study.RunAsync(50, 1);
        var (ours, others, ratios) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            others.Add(1000 * optuna.Run(TrialsOfARound) / TrialsOfARound);
            var watch = Stopwatch.StartNew();
            await study.RunAsync(TrialsOfARound, 1);
            ours.Add(watch.Elapsed.TotalMilliseconds / TrialsOfARound);
            ratios.Add(ours[^1] / others[^1]);
        }

        Console.WriteLine($"one trial at a time, {Rounds} rounds of {TrialsOfARound}: {Spread(ours)} ms; Optuna {optuna.Version} {Spread(others)} ms; ratio {Spread(ratios, "0.000")}");
    }

    private static async Task InBatchesAsync(NoopStudy study, int chunks)
    {
        for (var chunk = 1; chunk <= chunks; chunk++)
        {
            var watch = Stopwatch.StartNew();
            await study.RunAsync(Chunk, Batch);
            Console.WriteLine($"trials {(chunk - 1) * Chunk + 1} to {chunk * Chunk} in batches of {Batch}: {Chunk / watch.Elapsed.TotalSeconds:0} a second");
        }
    }

    /// <summary>Claims of one step each while others are queued, in a store that holds many trials.</summary>
    private static async Task ClaimsAsync(NoopStudy study, int trials)
    {
        var times = new List<double>();
        while (times.Count < Claims)
        {
            await study.TurnAsync(Batch);
            var steps = new List<Host.Store.StepLease>();
            for (var i = 0; i < Batch; i++)
            {
                var watch = Stopwatch.StartNew();
                steps.AddRange(await study.ClaimAsync(1));
                times.Add(watch.Elapsed.TotalMilliseconds);
            }

            await study.FinishAsync([.. steps]);
        }

        times.Sort();
        Console.WriteLine($"claim with {trials} trials in the store: p50 {times[times.Count / 2]:0.00} ms, p99 {times[(int)(0.99 * times.Count)]:0.00} ms of {times.Count}");
    }

    private static string Spread(List<double> values, string format = "0.00")
    {
        var sorted = values.Order().ToList();
        return $"{sorted[sorted.Count / 2].ToString(format, null)} [{sorted[0].ToString(format, null)}, {sorted[^1].ToString(format, null)}]";
    }
}
