using AutoCompress.Engine.Data;
using AutoCompress.Engine.Measuring;

namespace AutoCompress.Engine.Tests.Measuring;

public sealed class LatencyMeterTests
{
    private readonly VirtualClock _clock = new();
    private readonly List<string> _visited = [];
    private SplitMix64 _noise = new(4);

    [Fact]
    public void MeasureTogether_SteadyPair_FindsRatioAndStopsEarly()
    {
        var report = Measure(new(), Contestant("a", () => 2.0 * Noise(0.1)), Contestant("b", () => 0.5 * Noise(0.1)));

        var (a, b) = (report.Results[0], report.Results[1]);
        Assert.True(report.Narrow && report.Steady);
        Assert.True(b.Speedup.Trusted);
        Assert.Equal(4, b.Speedup.Value, 0.08);
        Assert.True(b.Speedup.Low < b.Speedup.Value && b.Speedup.Value < b.Speedup.High);
        Assert.Equal(1, a.Speedup.Value);
        Assert.Equal(2, a.P50.Value, 0.05);
        Assert.Equal(0.5, b.P50.Value, 0.02);
        Assert.InRange(b.P90.Value, 0.5, 0.56);
        Assert.InRange(b.P99.Value, b.P90.Value, 0.56);
        Assert.True(_clock.GetElapsedTime(1) < TimeSpan.FromSeconds(4));
    }

    [Fact]
    public void MeasureTogether_LinearDrift_CancelsInTheRatio()
    {
        var slowdown = 1.0;

        var report = Measure(
            new() { Width = 0, Budget = TimeSpan.FromSeconds(2) },
            Contestant("a", () => 1.0 * (slowdown += 2e-4)),
            Contestant("b", () => 1.0 * (slowdown += 2e-4)));

        Assert.Equal(1, report.Results[1].Speedup.Value, 0.002);
        Assert.True(slowdown > 1.2);
    }

    [Fact]
    public void MeasureTogether_Pair_VisitsEveryRoundInMirroredOrder()
    {
        Measure(new() { Block = TimeSpan.FromMilliseconds(1), MinRounds = 6 }, Contestant("a", () => 1), Contestant("b", () => 1), Contestant("c", () => 1));

        var rounds = _visited.Skip(_visited.IndexOf("canary")).Where(name => name != "canary").Chunk(6).ToList();
        Assert.All(rounds, round => Assert.Equal(round, round.Reverse()));
        Assert.All(rounds, round => Assert.Equal(["a", "b", "c"], round.Take(3).Order()));
        Assert.True(rounds.Select(round => string.Concat(round)).Distinct().Count() > 1);
    }

    [Fact]
    public void MeasureTogether_NeighbourDisturbsSomeBlocks_RatioStays()
    {
        var report = Measure(
            new() { Width = 0, Budget = TimeSpan.FromSeconds(3) },
            Contestant("a", () => 1.0 * Noise(0.02)),
            Contestant("b", () => 0.25 * Noise(0.02) * (_visited.Count % 1000 < 100 ? 3 : 1)));

        Assert.Equal(4, report.Results[1].Speedup.Value, 0.1);
    }

    [Fact]
    public void MeasureTogether_IntervalStaysWide_EndsWithTheBudgetUntrusted()
    {
        var report = Measure(
            new() { Budget = TimeSpan.FromSeconds(1), Width = 1e-9 }, Contestant("a", () => Noise(0.5)), Contestant("b", () => Noise(0.5)));

        Assert.False(report.Narrow);
        Assert.False(report.Results[1].Speedup.Trusted);
        Assert.InRange(_clock.GetElapsedTime(1).TotalSeconds, 0.7, 1.05);
    }

    [Fact]
    public void MeasureTogether_RunsLongerThanTheBudget_StillHasThreeRounds()
    {
        var report = Measure(new() { Budget = TimeSpan.FromSeconds(1) }, Contestant("a", () => 3000), Contestant("b", () => 1500));

        Assert.Equal(3, report.Rounds);
        Assert.Equal(2, report.Results[1].Speedup.Value, 0.001);
    }

    [Theory]
    [InlineData(1.02, true)]
    [InlineData(1.3, false)]
    public void MeasureTogether_CanarySlowsDown_IsUntrusted(double factor, bool trusted)
    {
        var songs = 0;
        var report = Measure(
            new() { MinRounds = 30 }, () => songs++ > 30 ? 0.1 * factor : 0.1, Contestant("a", () => 1), Contestant("b", () => 1));

        Assert.Equal(trusted, report.Results[1].P50.Trusted);
        Assert.Equal(factor - 1, report.CanaryDrift, 0.01);
    }

    [Fact]
    public void MeasureTogether_OneContestant_SpendsTheBudget()
    {
        var report = Measure(new() { Budget = TimeSpan.FromSeconds(1) }, Contestant("a", () => 1));

        Assert.True(Assert.Single(report.Results).P50.Trusted);
        Assert.InRange(_clock.GetElapsedTime(1).TotalSeconds, 0.9, 1.05);
    }

    [Fact]
    public void MeasureTogether_Cancelled_Stops() => Assert.Throws<OperationCanceledException>(() =>
        LatencyMeter.MeasureTogether([Contestant("a", () => 1)], new(), _clock, 1, new(canceled: true)));

    private LatencyReport Measure(LatencyOptions options, params Contestant[] contestants) => Measure(options, () => 0.1, contestants);

    private LatencyReport Measure(LatencyOptions options, Func<double> canary, params Contestant[] contestants) => LatencyMeter.MeasureTogether(
        contestants, options, _clock, new(Contestant("canary", canary).Run, _clock), 1, TestContext.Current.CancellationToken);

    private Contestant Contestant(string name, Func<double> milliseconds) => new(name, () =>
    {
        _visited.Add(name);
        _clock.Pass(TimeSpan.FromMilliseconds(milliseconds()));
    });

    private double Noise(double share) => 1 + (share * (_noise.NextDouble() - 0.5) * 2);
}
