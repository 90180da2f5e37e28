using AutoCompress.Engine.Data;
using AutoCompress.Engine.Measuring.Statistics;

namespace AutoCompress.Engine.Tests.Measuring.Statistics;

public sealed class IntervalTests
{
    /// <summary>Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3.</summary>
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    [InlineData(29, 29, 0.8830, 1.0000)]
    public void Wilson_PublishedCounts_GivesPublishedInterval(long successes, long total, double low, double high)
    {
        var interval = Proportion.Wilson(successes, total);

        Assert.Equal(low, interval.Low, 4);
        Assert.Equal(high, interval.High, 4);
    }

    /// <summary>By the formula in Altman, "Statistics with confidence" (2000), p. 52, worked out apart from this code.</summary>
    [Theory]
    [InlineData(20, 12, 2, 16, 0.0562, 0.3292)]
    [InlineData(4600, 50, 20, 330, 0.0027, 0.0094)]
    public void Newcombe_Counts_GivesIntervalOfTheFormula(long both, long first, long second, long neither, double low, double high)
    {
        var interval = new PairedProportions(both, first, second, neither).Newcombe();

        Assert.Equal(low, interval.Low, 4);
        Assert.Equal(high, interval.High, 4);
    }

    [Theory]
    [InlineData(0, 10, 0.3, 1)]
    [InlineData(1, 2, 0.5, 0.75)]
    [InlineData(3, 3, 0.5, 0.125)]
    [InlineData(2, 50, 0.02, 0.2642)]
    [InlineData(50_001, 1_000_000, 0.05, 0.499)]
    public void UpperTail_Counts_IsTheBinomials(long count, long total, double share, double chance) =>
        Assert.Equal(chance, Proportion.UpperTail(count, total, share), 0.002);

    [Fact]
    public void Newcombe_NothingDiffers_StillHasWidthAroundZero()
    {
        var interval = new PairedProportions(90, 0, 0, 10).Newcombe();

        Assert.True(interval.Low < 0 && interval.High > 0);
        Assert.True(interval.High < 0.05);
    }

    [Fact]
    public void Newcombe_SimulatedPairs_CoversTheTruth()
    {
        var random = new SplitMix64(11);
        var covered = 0;
        for (var round = 0; round < 1000; round++)
        {
            var counts = new long[4];
            for (var i = 0; i < 400; i++)
            {
                var draw = random.NextDouble();
                counts[draw < 0.88 ? 0 : draw < 0.92 ? 1 : draw < 0.94 ? 2 : 3]++;
            }

            covered += new PairedProportions(counts[0], counts[1], counts[2], counts[3]).Newcombe().Contains(0.02) ? 1 : 0;
        }

        Assert.InRange(covered, 925, 985);
    }

    [Theory]
    [InlineData(1, 12.7062)]
    [InlineData(4, 2.7764)]
    [InlineData(5, 2.5706)]
    [InlineData(10, 2.2281)]
    [InlineData(30, 2.0423)]
    [InlineData(1000, 1.9623)]
    public void Quantile975_Degrees_IsThatOfTheTables(int degrees, double quantile) => Assert.Equal(quantile, StudentT.Quantile975(degrees), 0.0006);

    [Fact]
    public void TrimmedMean_OutliersOnBothSides_AreWithoutInfluence()
    {
        var (mean, interval) = TrimmedMean.Of([-1e9, 1, 2, 3, 1e9]);

        Assert.Equal(2, mean, 12);
        Assert.True(interval.Contains(2));
        Assert.True(interval.High < 10);
    }

    [Fact]
    public void TrimmedMean_NoisyDraws_CoversTheTruth()
    {
        var random = new SplitMix64(5);
        var covered = 0;
        for (var round = 0; round < 1000; round++)
        {
            // A sum of four uniforms, and every tenth value disturbed.
            var values = Enumerable.Range(0, 20)
                .Select(_ => (Sum(ref random) - 2) * (random.Next(10) == 0 ? 8 : 1))
                .Order().ToArray();
            covered += TrimmedMean.Of(values).Interval.Contains(0) ? 1 : 0;
        }

        Assert.InRange(covered, 925, 985);
    }

    [Fact]
    public void At_Share_LiesBetweenNeighbours()
    {
        Assert.Equal(2.5, Quantiles.At([1, 2, 3, 4], 0.5));
        Assert.Equal(4, Quantiles.At([1, 2, 3, 4], 1));
        Assert.Equal(7, Quantiles.At([7], 0.3));
    }

    [Fact]
    public void IntervalAt_MedianOfHundred_TakesTheBinomialRanks()
    {
        var sorted = Enumerable.Range(1, 100).Select(i => (double)i).ToArray();

        Assert.Equal(new(40, 61), Quantiles.IntervalAt(sorted, 0.5));
    }

    private static double Sum(ref SplitMix64 random) => random.NextDouble() + random.NextDouble() + random.NextDouble() + random.NextDouble();
}
