using AutoCompress.Search.Policy;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Tests.Policy;

public sealed class LadderTests
{
    [Fact]
    public void EightMinutes_HaveProbesAndFullTrainingAlone()
    {
        var ladder = Ladder(TimeSpan.FromMinutes(8), training: 5);

        Assert.Equal((0, false), (ladder.Intermediate, ladder.Screens));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(4, 3)]
    public void LongerStudies_HaveMoreRungs(double hours, int rungs) => Assert.Equal(rungs, Ladder(TimeSpan.FromHours(hours), training: 5).Intermediate);

    [Fact]
    public void FewTrials_HaveNoRungs() => Assert.Equal(0, Ladder(TimeSpan.FromHours(4), training: 5, trials: 40).Intermediate);

    [Theory]
    [InlineData(60, 10_000, true)]
    [InlineData(60, 100, false)]
    [InlineData(5, 10_000, false)]
    public void Screens_WhereTrainingIsDearAndTrialsAreNot(double training, int trials, bool screens) =>
        Assert.Equal(screens, Ladder(TimeSpan.FromHours(4), training, trials).Screens);

    [Fact]
    public void NoRefinementWanted_HasNoRungs() =>
        Assert.Equal(0, Ladder(TimeSpan.FromHours(4), 5, spec: Fixtures.Spec with { Training = new TrainingSpec { RefineShare = 0 } }).Intermediate);

    [Fact]
    public void Above_QuadruplesAllSamplesSoFar()
    {
        var ladder = Ladder(TimeSpan.FromHours(4), training: 5);
        Fidelity[] steps = [ladder.Above(-1, 20), ladder.Above(0, 20), ladder.Above(1, 20)];

        Assert.Equal([8000, 24_000, 96_000], steps.Select(step => step.Images));
        Assert.Equal([20.0, 60, 240], steps.Select(step => step.Seconds!.Value));
        Assert.Equal([0, 1, 2], steps.Select(step => step.Rung));
        Assert.Equal([false, true, true], steps.Select(step => step.Intermediate));
    }

    private static Ladder Ladder(TimeSpan time, double training, int trials = 10_000, StudySpec? spec = null)
    {
        var known = (spec ?? Fixtures.Spec) with { Budget = new Budget { Time = time, Trials = trials } };
        var probe = Fixtures.Done(1, new([]), 0.9, 0.1, 100_000) with { Result = Fixtures.Completed(0.9, 0.1, 100_000, 0.03, new(training + 5, training, 8000)) };
        var history = new StudyHistory(known, [probe]);
        return new(known, Fixtures.Analysis, new TrialEconomics(Fixtures.Analysis, history), TimePlan.Of(known, 4), 2, trials);
    }
}
