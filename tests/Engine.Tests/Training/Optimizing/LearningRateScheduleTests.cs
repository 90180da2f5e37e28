using AutoCompress.Engine.Training.Optimizing;

namespace AutoCompress.Engine.Tests.Training.Optimizing;

public sealed class LearningRateScheduleTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.05, 0.5)]
    [InlineData(0.1, 1)]
    [InlineData(0.55, 0.5)]
    [InlineData(1, 0)]
    [InlineData(1.5, 0)]
    public void At_TenPercentWarmUp_ClimbsThenFallsAsACosine(double progress, double expected) =>
        Assert.Equal(expected, new LearningRateSchedule(1, 0.1).At(progress), 9);

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 0)]
    public void At_NoWarmUp_StartsAtThePeak(double progress, double expected) =>
        Assert.Equal(expected, new LearningRateSchedule(2, 0).At(progress), 9);
}
