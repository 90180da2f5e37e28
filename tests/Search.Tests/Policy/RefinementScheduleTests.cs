using AutoCompress.Search.Policy;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Tests.Policy;

public sealed class RefinementScheduleTests
{
    private static readonly TimePlan Plan = new(ExploreUntil: 200, RefineUntil: 450, Grace: 460, End: 480);
    private static readonly Trial Probe = Done(1, "int8");

    [Fact]
    public void For_FourPointsOnTwoSlots_TakesHalfTheTimeForEachRound()
    {
        var schedule = Schedule(now: 210, slots: 2, points: 4);

        Assert.Equal(4, schedule.Points);
        Assert.Equal(240 / 2 - 1.25 * 5 * 2, schedule.TrainingSeconds, 3);
    }

    [Fact]
    public void For_LastPoint_TakesAllThatIsLeft() => Assert.Equal(90 - 1.25 * 5, Schedule(now: 360, slots: 2, points: 1).TrainingSeconds, 1);

    [Fact]
    public void For_Int8_TrainsAShareOfItsImagesQuantizedWithinTheTime()
    {
        var schedule = Schedule(now: 210, slots: 2, points: 4);
        var fidelity = schedule.For(Probe);

        Assert.Equal(1, fidelity.Rung);
        Assert.Equal(schedule.TrainingSeconds, fidelity.Seconds);
        Assert.Equal(RefinementSchedule.QuantizationAwareShare, fidelity.QuantizationAwareImages / (double)(fidelity.Images + fidelity.QuantizationAwareImages), 2);
        Assert.InRange((fidelity.Images + 1.5 * fidelity.QuantizationAwareImages) / 1600, 0.99 * schedule.TrainingSeconds, schedule.TrainingSeconds);
        Assert.Equal(0, fidelity.Images % 64);
    }

    [Fact]
    public void For_OtherFormats_TrainsNoQuantizedGraph() => Assert.Equal(0, Schedule(210, 2, 4).For(Done(1, "fp32")).QuantizationAwareImages);

    [Fact]
    public void For_HugeBudget_StopsWhereTheCurveIsFlat()
    {
        var schedule = new RefinementSchedule(Fixtures.Spec, Economics(), new(0, 1e7, 1e7, 1e7), 0, 2, 1);
        var fidelity = schedule.For(Probe);

        Assert.InRange(fidelity.Images + fidelity.QuantizationAwareImages, 790_000, 800_000);
    }

    [Theory]
    [InlineData(449, 0)]
    [InlineData(440, 0)]
    [InlineData(425, 1)]
    [InlineData(415, 2)]
    public void Points_LittleTimeLeft_AreFewer(double now, int points) => Assert.Equal(points, Schedule(now, slots: 2, points: 4).Points);

    private static RefinementSchedule Schedule(double now, int slots, int points) => new(Fixtures.Spec, Economics(), Plan, now, slots, points);

    private static TrialEconomics Economics() => new(Fixtures.Analysis, Fixtures.History(Probe));

    private static Trial Done(int number, string precision) => Fixtures.Done(
        number, new Candidate([new(GeneNames.Precision, GeneValue.Of(precision))]), 0.9, 0.1, 100_000);
}
