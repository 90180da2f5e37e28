using AutoCompress.Search.Benchmarks.Studies;

namespace AutoCompress.Search.Tests.Benchmarks;

public sealed class WarmComparisonTests
{
    [Fact]
    public void WarmStart_ForTheHypervolumeOfAColdStudy_NeedsLessTrainingAndReplays()
    {
        var comparison = WarmComparison.Of(1, WarmComparison.UsualTime);

        Assert.True(comparison.Replays);
        Assert.True(comparison.Ratio < 0.8, comparison.ToString());
    }
}
