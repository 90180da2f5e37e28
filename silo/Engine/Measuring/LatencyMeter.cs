using System.Collections.Immutable;
using AutoCompress.Engine.Data;
using AutoCompress.Engine.Measuring.Statistics;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Measuring;

/// <summary>
/// Compares latencies by paired, interleaved runs in one process, which the caller starts afresh and pins to its cores:
/// 1. every contestant warms up until it is steady;
/// 2. a round visits all contestants in a random order and then in its reverse (for two: ABBA), which cancels a linear drift;
/// 3. a block's median stands for the contestant, the pair of a round gives one logarithm of a ratio to the first contestant;
/// 4. a canary is timed between the rounds;
/// 5. after each round the trimmed mean of those logarithms gets its t interval, until all are narrow or the budget is spent.
/// Stopping at the first narrow interval makes it cover slightly less than 95 %.
/// </summary>
public static class LatencyMeter
{
    /// <param name="contestants">The first is what the others are compared with.</param>
    /// <param name="clock">Its timestamps time the runs: the system's, or a test's.</param>
    /// <param name="seed">Of the orders within the rounds.</param>
    public static LatencyReport MeasureTogether(
        IReadOnlyList<Contestant> contestants, LatencyOptions options, TimeProvider clock, ulong seed, CancellationToken cancellationToken) =>
        MeasureTogether(contestants, options, clock, Canary.Standard(clock), seed, cancellationToken);

    internal static LatencyReport MeasureTogether(
        IReadOnlyList<Contestant> contestants, LatencyOptions options, TimeProvider clock, Canary canary, ulong seed, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(contestants.Count, 1);
        var start = clock.GetTimestamp();
        var series = contestants.Select(contestant => new LatencySeries(contestant, clock, options)).ToArray();
        var steady = WarmUp(series, options, cancellationToken);
        var random = new SplitMix64(SplitMix64.Mix(seed, 0xABBA));
        var order = series.ToArray();
        var (rounds, narrow) = (0, false);
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            canary.Time();
            random.Shuffle<LatencySeries>(order);
            Array.ForEach(order, one => one.TimeBlock());
            Array.Reverse(order);
            Array.ForEach(order, one => one.TimeBlock());
            rounds++;
            narrow = rounds >= options.MinRounds && series.Skip(1).All(one => SpeedupOf(series[0], one).Interval.RelativeWidth < options.Width);
        }
        while ((!narrow || series.Length == 1) && MayGoOn(rounds, clock.GetElapsedTime(start), options.Budget));

        canary.Time();
        var drift = canary.Drift();
        var trusted = drift <= options.CanaryDrift && (narrow || series.Length == 1);
        return new([.. series.Select((one, i) => ResultOf(series[0], one, i == 0, trusted))], rounds, drift, narrow, steady);
    }

    private static bool WarmUp(LatencySeries[] series, LatencyOptions options, CancellationToken cancellationToken)
    {
        var steady = true;
        foreach (var one in series)
        {
            cancellationToken.ThrowIfCancellationRequested();
            steady &= one.WarmUp(options.Budget * options.WarmUpShare / series.Length);
        }

        return steady;
    }

    /// <summary>Three rounds are always run, since an interval needs them; then no round begins that would not end in time.</summary>
    private static bool MayGoOn(int rounds, TimeSpan elapsed, TimeSpan budget) => rounds < 3 || elapsed + (elapsed / (rounds + 1)) < budget;

    private static (double Ratio, Interval Interval) SpeedupOf(LatencySeries first, LatencySeries other)
    {
        var logs = new double[first.Blocks.Count / 2];
        for (var round = 0; round < logs.Length; round++)
        {
            var (forth, back) = (2 * round, (2 * round) + 1);
            logs[round] = 0.5 * (first.Blocks[forth] + first.Blocks[back] - other.Blocks[forth] - other.Blocks[back]);
        }

        Array.Sort(logs);
        var (mean, interval) = TrimmedMean.Of(logs);
        return (Math.Exp(mean), new(Math.Exp(interval.Low), Math.Exp(interval.High)));
    }

    private static LatencyResult ResultOf(LatencySeries first, LatencySeries one, bool isFirst, bool trusted)
    {
        var runs = one.SortedMilliseconds();
        var blocks = one.SortedBlockMilliseconds();
        var median = Quantiles.IntervalAt(blocks, 0.5);
        var speedup = isFirst ? (Ratio: 1, Interval: new Interval(1, 1)) : SpeedupOf(first, one);
        return new(
            one.Name,
            Measurement.Measured(Quantiles.At(blocks, 0.5), median.Low, median.High, trusted),
            Percentile(runs, 0.9, trusted),
            Percentile(runs, 0.99, trusted),
            Measurement.Measured(speedup.Ratio, speedup.Interval.Low, speedup.Interval.High, trusted),
            one.Runs);
    }

    private static Measurement Percentile(double[] sorted, double share, bool trusted)
    {
        var interval = Quantiles.IntervalAt(sorted, share);
        return Measurement.Measured(Quantiles.At(sorted, share), interval.Low, interval.High, trusted);
    }
}
