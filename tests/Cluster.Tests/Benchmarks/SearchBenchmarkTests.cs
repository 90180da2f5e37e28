using AutoCompress.Host.Benchmarks;

namespace AutoCompress.Cluster.Tests.Benchmarks;

public sealed class SearchBenchmarkTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Run_TwoSeeds_ScoresEachAndRepeats()
    {
        var score = SearchBenchmark.Run("zdt1", "random", new(30, 2, 4), TimeProvider.System, Cancel);
        var again = SearchBenchmark.Run("zdt1", "random", new(30, 2, 4), TimeProvider.System, Cancel);

        Assert.Equal(2, score.Hypervolumes.Distinct().Count());
        Assert.Equal(score.Hypervolumes, again.Hypervolumes);
        Assert.All(score.Hypervolumes, volume => Assert.InRange(volume, 50, score.Ideal!.Value));
        Assert.Equal(score.Hypervolume.Median / 120.6666667, score.ShareOfIdeal!.Value, 6);
        Assert.Equal([11, 11], score.Reference);
    }

    [Fact]
    public void Run_Cancelled_StopsBetweenRuns()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.Throws<OperationCanceledException>(() => SearchBenchmark.Run("zdt1", "random", new(10, 1), TimeProvider.System, cancelled.Token));
    }

    [Fact]
    public void Run_ClockThatStepsAtEachLook_ReportsItsSteps()
    {
        var score = SearchBenchmark.Run("zdt1", "random", new(20, 3), new SteppingTime(), Cancel);

        Assert.Equal(new(7, 7, 7), score.Proposal);
    }

    [Fact]
    public void Run_WithKnownEvaluations_ProposesBehindThem()
    {
        var fresh = SearchBenchmark.Run("zdt1", "random", new(30, 1), new SteppingTime(), Cancel);
        var known = SearchBenchmark.Run("zdt1", "random", new(10, 1, Workers: 4, Known: 20), new SteppingTime(), Cancel);

        Assert.Equal(fresh.Hypervolumes, known.Hypervolumes); // random search goes on as if it had made the first twenty itself
        Assert.Equal((10, 20), (known.Trials, known.Known));
    }

    [Fact]
    public void Of_FiveAndFourValues_LiesOnOrBetweenThem()
    {
        Assert.Equal(new(2, 3, 4), Quartiles.Of([5, 1, 4, 2, 3]));
        Assert.Equal(new(1.75, 2.5, 3.25), Quartiles.Of([4, 1, 3, 2]));
        Assert.Equal(new(6, 6, 6), Quartiles.Of([6]));
    }
}
