using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using AutoCompress.Cluster.Tests.Artifacts;
using AutoCompress.Cluster.Tests.EndToEnd;
using AutoCompress.Cluster.Tests.Store.Postgres;
using AutoCompress.Host.Silos;
using AutoCompress.Host.Store;

namespace AutoCompress.Cluster.Tests.Chaos;

/// <summary>A round's database, artifacts and silos, each silo as on a machine of its own but for the processor.</summary>
internal sealed class ChaosCluster : IAsyncDisposable
{
    /// <summary>A silo's disk: room for what it does here, and small enough to fill at once.</summary>
    private const string DiskSize = "48m";

    private readonly List<SiloProcess> _silos = [];
    private readonly ConcurrentQueue<SiloEnd> _ends = new();

    private ChaosCluster(string folder, PostgresServer server, ChaosDatabase database, IChaosArtifacts artifacts) =>
        (Folder, Server, Database, Artifacts) = (folder, server, database, artifacts);

    public string Folder { get; }

    public string LogFolder => Path.Combine(Folder, "logs");

    public PostgresServer Server { get; }

    public ChaosDatabase Database { get; }

    public IChaosArtifacts Artifacts { get; }

    public IReadOnlyList<SiloProcess> Silos => _silos;

    /// <summary>Lives that ended, in that order.</summary>
    public IReadOnlyCollection<SiloEnd> Ends => _ends;

    /// <summary>By which the processes of this cluster are known.</summary>
    public string Mark { get; } = Guid.NewGuid().ToString("N");

    /// <param name="folder">Empty; keeps the logs.</param>
    /// <param name="lease">As <c>serve --lease</c> takes it; null for the product's own.</param>
    /// <param name="azurite">Where the artifacts are; null for a folder.</param>
    public static async Task<ChaosCluster> StartAsync(string folder, PostgresServer server, int silos, string? lease, Azurite? azurite = null)
    {
        var address = await server.NewDatabaseAsync();
        IChaosArtifacts artifacts = azurite is null
            ? new ArtifactFolder(Directory.CreateDirectory(Path.Combine(folder, "artifacts")).FullName)
            : new ArtifactContainer(azurite, silos);
        var cluster = new ChaosCluster(folder, server, await ChaosDatabase.CreateAsync(address), artifacts);
        Directory.CreateDirectory(cluster.LogFolder);
        var cores = ProcessorCores.Allowed();
        for (var number = 0; number < silos; number++)
        {
            var own = Directory.CreateDirectory(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"silo-{number}"))).FullName;
            var mounts = await PrivateMounts.CreateAsync(own, DiskSize);
            Directory.CreateDirectory(Path.Combine(mounts?.Seen(own) ?? own, "tmp"));
            var core = cores[number % cores.Count].ToString(CultureInfo.InvariantCulture);
            var plan = new SiloPlan(number, own, cluster.LogFolder, address, server.Port, artifacts.Address, core, lease, cluster.Mark, mounts) { Environment = artifacts.EnvironmentOf(number) };
            cluster._silos.Add(new SiloProcess(plan, cluster._ends.Enqueue));
        }

        cluster._silos.ForEach(silo => silo.Start());
        return cluster;
    }

    /// <summary>Submits a study, at the first silo that takes it.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> SubmitAsync(string file, CancellationToken cancellationToken)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(300));
        for (var at = 0; ; at++)
        {
            await pause.WaitForNextTickAsync(cancellationToken);
            await using var cli = Cli.Start(Folder, _silos[at % _silos.Count].Address, [Cli.Program, "submit", file, "--key", "chaos"]);
            if (await cli.EndAsync() is { Code: 0 } result)
            {
                return result.Output.Trim();
            }
        }
    }

    /// <summary>Runs a command on the store and the artifacts, as an administrator does while no silo runs.</summary>
    /// <param name="database">The address of the store.</param>
    public async Task<CliResult> AdministerAsync(string database, params IReadOnlyList<string> command)
    {
        var data = Path.Combine(Folder, "administrator");
        var environment = Artifacts.EnvironmentOf(null).Select(variable => $"{variable.Key}={variable.Value}");
        await using var cli = Cli.Start(
            Folder, null, ["env", $"{StoreServices.AddressVariable}={database}", .. environment, Cli.Program, .. command, "--data", data, "--artifacts", Artifacts.Address]);
        return await cli.EndAsync();
    }

    /// <summary>Asks all silos to stop for good.</summary>
    public Task StopAsync() => Task.WhenAll(_silos.Select(silo => silo.StopAsync()));

    /// <summary>All lines of the logs that silos have left so far.</summary>
    public ImmutableArray<string> LogLines() =>
        [.. Directory.EnumerateFiles(LogFolder, "silo-*.log").Order(StringComparer.Ordinal).SelectMany(File.ReadLines)];

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos)
        {
            await silo.DisposeAsync();
            await (silo.Mounts?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        await Artifacts.DisposeAsync();
    }
}
