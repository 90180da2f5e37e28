using System.Collections.Concurrent;
using System.Globalization;
using AutoCompress.Engine.Stages;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Robustness;

/// <summary>
/// Changed models, analysed, cut, saved and run in child processes: each ends in a proved result or in a failure that says why, within a limit of
/// time and memory. AUTOCOMPRESS_SLOW_TESTS=1 tries 10,000; AUTOCOMPRESS_MUTANTS=FROM-TO tries those again.
/// </summary>
public sealed class MutantTests(ITestOutputHelper output) : IAsyncDisposable
{
    private const int Few = 300;
    private const int Many = 10_000;

    private readonly StageBench _bench = new();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Prove_SomeSeedsAsTheyAre_AreComparedAndCut()
    {
        foreach (var (name, bytes) in MutantSeeds.All.Where(seed => seed.Name.EndsWith("-17", StringComparison.Ordinal)).Where((_, i) => i % 5 == 0))
        {
            var values = Json.Read<ProveValues>(Assert.IsType<StageResult.Succeeded>(await ProveAsync(name, bytes, 1, TestContext.Current.CancellationToken)).Values);
            Assert.True(values is { Compared: true, Cut: > 0, Quantized: true }, $"{name}: {values}");
        }
    }

    [Fact]
    public async Task Prove_Mutants_EndInAResultOrAClearFailure()
    {
        var (ends, wrong) = (new ConcurrentDictionary<string, int>(), new ConcurrentQueue<string>());
        var options = new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForEachAsync(Numbers(), options, async (number, cancellation) =>
        {
            var (name, bytes) = MutantSeeds.All[number % MutantSeeds.All.Length];
            var mutant = ModelMutator.Mutate(bytes, (ulong)number, out var what);
            var result = await ProveAsync(number.ToString(CultureInfo.InvariantCulture), mutant, (ulong)number, cancellation);
            foreach (var end in Ends(result))
            {
                ends.AddOrUpdate(end, 1, (_, count) => count + 1);
            }

            if (result is StageResult.Failed { Cause: FailureCause.NativeCrash or FailureCause.OutOfMemory } death)
            {
                output.WriteLine($"{number} ({name}: {what}) {death.Cause}: {death.Message}");
            }

            if (result is StageResult.Failed bug && !StageBench.IsClear(bug))
            {
                wrong.Enqueue($"{number} ({name}: {what}) {bug.Cause}: {bug.Message}");
            }
        });

        output.WriteLine(string.Join(", ", ends.OrderBy(end => end.Key, StringComparer.Ordinal).Select(end => $"{end.Value} {end.Key}")));
        Assert.True(wrong.IsEmpty, $"{wrong.Count} mutants ended badly:\n{string.Join('\n', wrong)}");
        Assert.True(ends.GetValueOrDefault("proved") * 5 > ends.GetValueOrDefault("in all") || ends.GetValueOrDefault("in all") < Few, "Hardly a mutant was whole enough to be run: the mutator does too much.");
    }

    private static IEnumerable<string> Ends(StageResult result)
    {
        yield return "in all";
        if (result is StageResult.Failed failed)
        {
            yield return failed.Cause.ToString();
            yield break;
        }

        var values = Json.Read<ProveValues>(((StageResult.Succeeded)result).Values);
        yield return values.Compared ? "proved" : "not run";
        if (values is { Compared: true, Cut: > 0 })
        {
            yield return "proved with a cut";
        }

        if (values.Quantized)
        {
            yield return "quantized";
        }
    }

    private static IEnumerable<int> Numbers()
    {
        if (Environment.GetEnvironmentVariable("AUTOCOMPRESS_MUTANTS")?.Split('-') is [var from, var to])
        {
            var first = int.Parse(from, CultureInfo.InvariantCulture);
            return Enumerable.Range(first, int.Parse(to, CultureInfo.InvariantCulture) - first + 1);
        }

        return Enumerable.Range(0, Environment.GetEnvironmentVariable("AUTOCOMPRESS_SLOW_TESTS") == "1" ? Many : Few);
    }

    private Task<StageResult> ProveAsync(string name, byte[] model, ulong seed, CancellationToken cancellation) =>
        _bench.RunAsync(name, [("model.onnx", model)], LocalStages.Prove(0.5, seed, StageBench.Seconds), cancellation);
}
