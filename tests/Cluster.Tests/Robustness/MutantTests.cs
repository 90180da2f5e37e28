using System.Collections.Concurrent;
using AutoCompress.Engine.Stages;
using AutoCompress.Host.Workers;
using AutoCompress.Trials;
using Microsoft.Extensions.Logging.Abstractions;

namespace AutoCompress.Cluster.Tests.Robustness;

/// <summary>
/// Damaged models, analysed, cut, saved and run in child processes: each ends in a proved result or in a failure that says why, within a limit of
/// time and memory. AUTOCOMPRESS_SLOW_TESTS=1 tries 10,000; AUTOCOMPRESS_MUTANTS=FROM-TO tries those again.
/// </summary>
public sealed class MutantTests(ITestOutputHelper output) : IAsyncDisposable
{
    private const int Few = 150;
    private const int Many = 10_000;
    private const double Seconds = 20;

    /// <summary>What a damaged model may end in. A timeout is a hang; a storage failure or a bug is ours.</summary>
    private static readonly HashSet<FailureCause> Clear =
    [
        FailureCause.InvalidModel, FailureCause.Unsupported, FailureCause.Infeasible, FailureCause.NotANumber,
        FailureCause.OutOfMemory, FailureCause.NativeCrash,
    ];

    private static readonly (string Name, byte[] Bytes)[] Seeds =
        [.. SeedFiles().Select(path => (Path.GetFileName(path), File.ReadAllBytes(path))).OrderBy(seed => seed.Item1, StringComparer.Ordinal)];

    private readonly TemporaryFolder _folder = new();
    private readonly WorkerPool _pool = new(
        new() { MemoryLimit = 4L << 30, Grace = TimeSpan.FromSeconds(5) }, TimeProvider.System, NullLogger<WorkerPool>.Instance);

    public async ValueTask DisposeAsync()
    {
        await _pool.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Prove_EverySeedAsItIs_IsComparedAndCut()
    {
        foreach (var (name, bytes) in Seeds.Where(seed => seed.Name.EndsWith("-17.onnx", StringComparison.Ordinal)).Where((_, i) => i % 5 == 0))
        {
            var values = Json.Read<ProveValues>(Assert.IsType<StageResult.Succeeded>(await ProveAsync(name, bytes, 1, TestContext.Current.CancellationToken)).Values);
            Assert.True(values is { Compared: true, Cut: > 0 }, $"{name}: {values}");
        }
    }

    [Fact]
    public async Task Prove_Mutants_EndInAResultOrAClearFailure()
    {
        var (ends, wrong) = (new ConcurrentDictionary<string, int>(), new ConcurrentQueue<string>());
        var options = new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForEachAsync(Numbers(), options, async (number, cancellation) =>
        {
            var (name, bytes) = Seeds[number % Seeds.Length];
            var mutant = ModelMutator.Mutate(bytes, (ulong)number, out var what);
            var result = await ProveAsync($"{number}.onnx", mutant, (ulong)number, cancellation);
            ends.AddOrUpdate(
                result is StageResult.Failed failed ? failed.Cause.ToString() : Json.Read<ProveValues>(((StageResult.Succeeded)result).Values).Compared ? "proved" : "not run", 1, (_, count) => count + 1);
            if (result is StageResult.Failed bug && !Clear.Contains(bug.Cause))
            {
                wrong.Enqueue($"{number} ({name}: {what}) {bug.Cause}: {bug.Message}");
            }
        });

        output.WriteLine(string.Join(", ", ends.OrderBy(end => end.Key, StringComparer.Ordinal).Select(end => $"{end.Value} {end.Key}")));
        Assert.True(wrong.IsEmpty, $"{wrong.Count} mutants ended badly:\n{string.Join('\n', wrong)}");
        Assert.True(ends.GetValueOrDefault("proved") * 10 > ends.Values.Sum(), "Hardly a mutant was whole enough to be run: the mutator does too much.");
    }

    private static IEnumerable<int> Numbers()
    {
        if (Environment.GetEnvironmentVariable("AUTOCOMPRESS_MUTANTS")?.Split('-') is [var from, var to])
        {
            var first = int.Parse(from, System.Globalization.CultureInfo.InvariantCulture);
            return Enumerable.Range(first, int.Parse(to, System.Globalization.CultureInfo.InvariantCulture) - first + 1);
        }

        return Enumerable.Range(0, Environment.GetEnvironmentVariable("AUTOCOMPRESS_SLOW_TESTS") == "1" ? Many : Few);
    }

    private async Task<StageResult> ProveAsync(string name, byte[] model, ulong seed, CancellationToken cancellation)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, name)).FullName;
        var path = Path.Combine(folder, "model.onnx");
        await File.WriteAllBytesAsync(path, model, cancellation);
        var inputs = new Dictionary<string, string> { ["model"] = path };
        var result = await _pool.RunAsync(LocalStages.Prove(0.5, seed, Seconds), inputs, folder, [], new Progress<StageProgress>(), cancellation);
        Directory.Delete(folder, recursive: true);
        return result;
    }

    private static IEnumerable<string> SeedFiles()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "AutoCompress.sln")))
        {
            root = Path.GetDirectoryName(root) ?? throw new DirectoryNotFoundException("The tests do not run inside the repository.");
        }

        return Directory.GetFiles(Path.Combine(root, "tests", "Engine.Tests", "Families", "models"), "*.onnx")
            .Append(Path.Combine(root, "examples", "fashion-mnist", "resnet8.onnx"));
    }
}
