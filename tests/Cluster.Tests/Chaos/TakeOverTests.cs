using System.Collections.Immutable;
using System.Globalization;
using AutoCompress.Cluster.Tests.EndToEnd;
using AutoCompress.Cluster.Tests.Store.Postgres;

namespace AutoCompress.Cluster.Tests.Chaos;

/// <summary>A silo dies in the middle of a training, with the leases that the product has: another goes on. AUTOCOMPRESS_SLOW_TESTS=1 runs it.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class TakeOverTests(ITestOutputHelper output) : IDisposable
{
    private const int Images = 30_000;
    private const int EpochImages = Images - ChaosCase.Selection;
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("take-over-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Training_ItsSiloIsKilled_GoesOnElsewhereWithinTheLease()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("AUTOCOMPRESS_SLOW_TESTS") == "1", "Waits for a lease of 40 s: AUTOCOMPRESS_SLOW_TESTS=1 runs it.");
        await using var server = await PostgresServer.StartAsync();
        var small = await ChaosCase.CreateAsync(Path.Combine(_folder, "case"), Images);
        // Two of the four trials train, so that a third silo has nothing to do.
        await using var cluster = await ChaosCluster.StartAsync(Path.Combine(_folder, "cluster"), server, silos: 3, lease: null);
        await cluster.SubmitAsync(small.WriteStudy(4, $"probe_images: {12 * Images}, refine_share: 0"), Cancel);

        var (key, owner) = await UntilAsync<(string, string)>(
            cluster, "SELECT w.key, l.app FROM autocompress.work w JOIN audit.life l ON l.silo = w.owner WHERE w.name = 'train' AND w.checkpoint IS NOT NULL LIMIT 1", null);
        var killed = cluster.Silos.Single(silo => owner.StartsWith($"silo-{silo.Number}-", StringComparison.Ordinal));
        var at = await cluster.Database.ValueAsync<DateTime>("SELECT clock_timestamp()");
        killed.End(Signals.Kill, Never, withChildren: true);

        var (again, next) = await UntilAsync<(DateTime, string)>(
            cluster, "SELECT at, app FROM audit.step WHERE key = @key AND happened = 'claimed' AND app <> @owner ORDER BY id LIMIT 1", new { key, owner });
        var reached = SamplesOf(File.OpenRead(Path.Combine(killed.Mounts?.Seen(killed.Folder) ?? killed.Folder, "data", "cache", "checkpoints", key, "state.bin")));
        var handed = SamplesOf(await StateAsync(cluster, key));
        var resumed = await UntilAsync<string>(
            cluster, "SELECT note FROM autocompress.work WHERE key = @key AND owner IS NOT NULL AND note LIKE '% samples%'", new { key });
        await UntilAsync<string>(cluster, "SELECT key FROM autocompress.step_result WHERE key = @key", new { key });

        var (waited, lost) = ((again - at).TotalSeconds, (reached - handed) / (double)EpochImages);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{next} went on after {waited:0.0} s: at {handed / (double)EpochImages:0.00} epochs of {reached / (double)EpochImages:0.00}; first seen there: {resumed}"));
        Assert.InRange(waited, 0, 45);
        Assert.InRange(lost, 0, 1);
        Assert.True(long.Parse(resumed.Split(' ')[0], CultureInfo.InvariantCulture) >= handed, "The training began again.");
    }

    /// <summary>The first row of a query, when it has one.</summary>
    private static async Task<T> UntilAsync<T>(ChaosCluster cluster, string query, object? arguments)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromMinutes(5));
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            if (await cluster.Database.QueryAsync<T>(query, arguments) is [var row, ..])
            {
                return row;
            }

            await poll.WaitForNextTickAsync(patience.Token);
        }
    }

    /// <summary>The checkpoint that was handed on.</summary>
    private static async Task<Stream> StateAsync(ChaosCluster cluster, string key)
    {
        var files = await cluster.Database.ValueAsync<string>("SELECT checkpoint FROM autocompress.work WHERE key = @key", new { key });
        var state = Json.Read<ImmutableSortedDictionary<string, string>>(files)["state.bin"];
        return await cluster.Artifacts.OpenAsync((await cluster.Artifacts.ListAsync()).First(one => one.Value == state).Key);
    }

    /// <summary>How far the training was: behind its format's name and its fingerprint.</summary>
    private static long SamplesOf(Stream state)
    {
        using var reader = new BinaryReader(state);
        _ = (reader.ReadString(), reader.ReadString());
        return reader.ReadInt64();
    }
}
