using System.Diagnostics;
using System.Globalization;
using AutoCompress.Cluster.Tests.Simulation.Memory;

namespace AutoCompress.Cluster.Tests.Simulation.Histories;

/// <summary>
/// Whole lives of clusters in virtual time, with everything going wrong that can. AUTOCOMPRESS_SLOW_TESTS=1 lives 100,000;
/// AUTOCOMPRESS_SIMULATION=SEED[-SEED] lives those again. docs/simulation.md says what is checked.
/// </summary>
public sealed class HistoryTests : IDisposable
{
    private const int Few = 300;
    private const int Many = 100_000;

    /// <summary>Of a trace, what stands in a failure's message.</summary>
    private const int LinesShown = 150;

    /// <summary>Within which every planted bug is found.</summary>
    private const int Patience = 400;

    private readonly string _folder = (Directory.Exists("/dev/shm")
        ? Directory.CreateDirectory(Path.Combine("/dev/shm", Path.GetRandomFileName()))
        : Directory.CreateTempSubdirectory("histories-")).FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Histories_OfManySeeds_BreakNoInvariant()
    {
        var (first, last) = Seeds();
        var counts = new HistoryCounts();
        var watch = Stopwatch.StartNew();
        HistoryReport? broken = null;
        Parallel.For(first, last + 1, (seed, state) =>
        {
            var report = History.Run(HistoryPlan.Draw(seed), Folder());
            lock (counts)
            {
                counts.Add(report.Counts);
                broken ??= report.Violation is null ? null : report;
            }

            if (broken is not null)
            {
                state.Stop();
            }
        });

        Assert.True(broken is null, broken is null ? "" : Explain(Shrinking.Shrink(broken, _folder), broken));
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{last - first + 1} histories in {watch.Elapsed.TotalSeconds:0} s: {counts}"));
        if (last - first + 1 >= Few)
        {
            // Otherwise nothing was put to the test.
            Assert.True(counts is { Trials: > Few, Rescues: > Few / 3, Deaths: > Few / 5, Poisoned: > 5, Checkpoints: > Few, Refused: > Few / 10, Limited: > Few, Spent: > Few / 2, Aged: > Few, Remade: > Few / 20 }, $"{counts}");
        }
    }

    [Fact]
    public void History_OfOneSeedTwice_IsTheSameBitForBit()
    {
        foreach (var seed in Enumerable.Range(1, 20))
        {
            var (once, again) = (History.Run(HistoryPlan.Draw(seed), _folder, keepsText: true), History.Run(HistoryPlan.Draw(seed), _folder, keepsText: true));

            Assert.Equal(once.Trace, again.Trace);
            Assert.Equal((once.Hash, once.Time, once.Counts), (again.Hash, again.Time, again.Counts));
        }
    }

    [Theory]
    [InlineData(MemoryFlaws.NoFenceCheck, "[2]")]
    [InlineData(MemoryFlaws.NoSeqCheck, "[7]")]
    [InlineData(MemoryFlaws.UnguardedRescue, "[6]")]
    [InlineData(MemoryFlaws.LastResultWins, "[3]")]
    [InlineData(MemoryFlaws.NoConcurrencyCheck, "[17]")]
    [InlineData(MemoryFlaws.NoQuotaCheck, "[18]")]
    [InlineData(MemoryFlaws.NoNoteOfUse, "[19]")]
    [InlineData(MemoryFlaws.AgesTheUnended, "[19]")]
    internal void Histories_WithAPlantedBug_FindIt(MemoryFlaws flaw, string invariant)
    {
        var found = Enumerable.Range(1, Patience)
            .Select(seed => History.Run(HistoryPlan.Draw(seed), _folder, flaw))
            .FirstOrDefault(report => report.Violation is not null);

        Assert.NotNull(found);
        Assert.Contains(invariant, found.Violation, StringComparison.Ordinal);
    }

    [Fact]
    public void Shrink_PlantedBug_KeepsItAndLittleElse()
    {
        var found = Enumerable.Range(1, Patience)
            .Select(seed => History.Run(HistoryPlan.Draw(seed), _folder, MemoryFlaws.NoFenceCheck))
            .First(report => report.Violation is not null && report.Plan.Faults.Length > 3);

        var small = Shrinking.Shrink(found, _folder, MemoryFlaws.NoFenceCheck);

        Assert.NotNull(small.Violation);
        Assert.True(small.Plan.Faults.Length < found.Plan.Faults.Length, Explain(small, found));
        Assert.NotEmpty(small.Trace);
    }

    private static (int First, int Last) Seeds()
    {
        if (Environment.GetEnvironmentVariable("AUTOCOMPRESS_SIMULATION") is { Length: > 0 } chosen)
        {
            var ends = chosen.Split('-');
            return (int.Parse(ends[0], CultureInfo.InvariantCulture), int.Parse(ends[^1], CultureInfo.InvariantCulture));
        }

        return (1, Environment.GetEnvironmentVariable("AUTOCOMPRESS_SLOW_TESTS") == "1" ? Many : Few);
    }

    private static string Explain(HistoryReport small, HistoryReport found) => string.Join(
        Environment.NewLine,
        [
            found.Violation!,
            $"AUTOCOMPRESS_SIMULATION={found.Plan.Seed} lives this history again. Less of it is enough for: {small.Violation}",
            $"{small.Plan}",
            .. small.Trace.TakeLast(LinesShown),
        ]);

    /// <summary>One for each history that may run at the same time.</summary>
    private string Folder() => Path.Combine(_folder, $"{Environment.CurrentManagedThreadId}");
}
