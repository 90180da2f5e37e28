using AutoCompress.Engine.Quantizing;
using AutoCompress.Engine.Quantizing.Calibration;
using AutoCompress.Spaces;

namespace AutoCompress.Engine.Tests.Quantizing.Calibration;

public class RangeEstimatorTests
{
    public static TheoryData<CalibrationMethod> Methods => [.. Enum.GetValues<CalibrationMethod>()];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Estimate_UniformValues_KeepsNearlyAll(CalibrationMethod method)
    {
        var range = Estimate(method, random => random.NextSingle() * 3 - 1);
        Assert.InRange(range.Low, -1.001, -0.97);
        Assert.InRange(range.High, 1.94, 2.001);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Estimate_PositiveValues_StartsAtZero(CalibrationMethod method) =>
        Assert.Equal(0, Estimate(method, random => MathF.Max(0, Normal(random))).Low);

    [Theory]
    [MemberData(nameof(Methods))]
    public void Estimate_ZerosOnly_IsEmpty(CalibrationMethod method) =>
        Assert.Equal((0, 0), Estimate(method, _ => 0) is var range ? (range.Low, range.High) : default);

    [Theory]
    [MemberData(nameof(Methods))]
    public void Estimate_NothingSeen_IsEmpty(CalibrationMethod method) =>
        Assert.Equal(0, RangeEstimator.Estimate(new(), method).Reach);

    [Fact]
    public void MinMax_Outlier_IsKept() => Assert.Equal(1000, Estimate(CalibrationMethod.MinMax, Normal, 1000).High);

    [Theory]
    [InlineData(CalibrationMethod.Percentile, 6)]
    [InlineData(CalibrationMethod.Mse, 290)]
    [InlineData(CalibrationMethod.Entropy, 260)]
    public void Estimate_OneWildOutlier_IsClipped(CalibrationMethod method, double atMost)
    {
        var range = Estimate(method, Normal, 300);
        Assert.InRange(range.High, 2.5, atMost);
        Assert.InRange(range.Low, -260, -2.5);
    }

    [Fact]
    public void Percentile_OfNormal_IsTheQuantile()
    {
        // 0.00005 at each end: 3.89 standard deviations.
        var range = Estimate(CalibrationMethod.Percentile, Normal);
        Assert.InRange(range.High, 3.6, 4.2);
        Assert.InRange(range.Low, -4.2, -3.6);
    }

    [Fact]
    public void Mse_OfAnyDistribution_IsNoWorseThanMinMax()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var random = new Random(seed);
            var tail = random.NextDouble() * 3;
            var values = Enumerable.Range(0, 5000).Select(_ => (float)(Math.Exp(tail * Normal(random)) * (random.Next(3) - 0.7))).ToArray();
            var histogram = new ValueHistogram();
            histogram.Observe(values);
            var (full, best) = (RangeEstimator.MinMax(histogram), RangeEstimator.Estimate(histogram, CalibrationMethod.Mse));
            Assert.True(Error(values, best) <= Error(values, full) * 1.01, $"seed {seed}");
        }
    }

    private static double Error(float[] values, ValueRange range)
    {
        var quantizer = QuantizationParameters.Affine(range);
        return values.Sum(value => Math.Pow(quantizer.Dequantize(quantizer.Quantize(value)) - value, 2));
    }

    private static ValueRange Estimate(CalibrationMethod method, Func<Random, float> draw, float? outlier = null)
    {
        var (random, histogram) = (new Random(5), new ValueHistogram());
        for (var batch = 0; batch < 20; batch++)
        {
            histogram.Observe(Enumerable.Range(0, 5000).Select(_ => draw(random)).ToArray());
        }

        histogram.Observe(outlier is { } value ? [value] : []);
        return RangeEstimator.Estimate(histogram, method);
    }

    private static float Normal(Random random) =>
        MathF.Sqrt(-2 * MathF.Log(1 - random.NextSingle())) * MathF.Cos(2 * MathF.PI * random.NextSingle());
}
