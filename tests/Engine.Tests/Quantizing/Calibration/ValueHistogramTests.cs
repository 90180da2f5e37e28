using AutoCompress.Engine.Quantizing.Calibration;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Tests.Quantizing.Calibration;

public class ValueHistogramTests
{
    [Fact]
    public void Observe_AnyOrderAndSplit_GivesTheSameBins()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var values = Enumerable.Range(0, 3000).Select(_ => (float)((random.NextDouble() - 0.4) * Math.Pow(10, random.Next(-6, 4)))).ToArray();
            var (whole, pieces) = (new ValueHistogram(), new ValueHistogram());
            whole.Observe(values);
            random.Shuffle(values);
            for (var at = 0; at < values.Length;)
            {
                var length = Math.Min(values.Length - at, random.Next(1, 700));
                pieces.Observe(values.AsSpan(at, length));
                at += length;
            }

            Assert.Equal(whole.Bins.ToArray(), pieces.Bins.ToArray());
            Assert.Equal((whole.Min, whole.Max, whole.Count, whole.BinWidth), (pieces.Min, pieces.Max, pieces.Count, pieces.BinWidth));
        }
    }

    [Fact]
    public void Observe_EveryValue_LiesInItsBin()
    {
        foreach (var value in new[] { 1f, -1f, 0.99999f, 4096f, -4096f, 1e-30f, -1e30f, float.Epsilon, float.MaxValue })
        {
            var histogram = new ValueHistogram();
            histogram.Observe([value]);
            var bin = histogram.Bins.IndexOfAnyExcept(0);
            Assert.InRange(value, histogram.Center(bin) - histogram.BinWidth / 2, histogram.Center(bin) + histogram.BinWidth / 2);
        }
    }

    [Fact]
    public void Observe_Zeros_AreCountedApart()
    {
        var histogram = new ValueHistogram();
        histogram.Observe([0, 0, -0f]);
        Assert.Equal((3, 3, 0, 0f, 0f), (histogram.Count, histogram.Zeros, histogram.BinWidth, histogram.Min, histogram.Max));
        histogram.Observe([5, 0]);
        Assert.Equal((5, 4, 1), (histogram.Count, histogram.Zeros, histogram.Bins.ToArray().Sum()));
    }

    [Fact]
    public void Observe_ManyBatches_TakesNoMoreMemory()
    {
        var random = new Random(3);
        var values = Enumerable.Range(0, 10_000).Select(_ => random.NextSingle()).ToArray();
        var histogram = new ValueHistogram();
        histogram.Observe(values);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var batch = 1; batch <= 50; batch++)
        {
            values[0] = 1 << (batch % 30);
            histogram.Observe(values);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Observe_NotFinite_IsAFailureWithItsCause(float value)
    {
        var e = Assert.Throws<StepFailureException>(() => new ValueHistogram().Observe([1, value, 2]));
        Assert.Equal(FailureCause.NotANumber, e.Cause);
    }
}
