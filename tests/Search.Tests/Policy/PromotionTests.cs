using AutoCompress.Search.Policy;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Tests.Policy;

public sealed class PromotionTests
{
    private static readonly Trial Original = Fixtures.Done(1, Width(1), 0.93, 0.32, 1_240_000, fidelity: new(0, 0)) with { Origin = "original" };

    [Fact]
    public void Next_ProbeBeyondTheConstraint_IsPromotedWhenTrainingIsPredictedToMendIt()
    {
        // Four points lost with three allowed: as it is, it breaks the constraint.
        var history = Fixtures.History(Original, Probe(2, 0.5, drop: 0.04, times: 8), Probe(3, 0.75, drop: 0.005, times: 3));

        Assert.Equal(2, Next(history)?.Number);
    }

    [Fact]
    public void Next_ProbeFarBeyondRepair_IsNot()
    {
        var history = Fixtures.History(Original, Probe(2, 0.25, drop: 0.5, times: 40), Probe(3, 0.5, drop: 0.02, times: 8));

        Assert.Equal(3, Next(history)?.Number);
    }

    [Fact]
    public void Next_ABoldOneRuns_ChoosesASaferOneForTheTighterLimits()
    {
        var bold = Probe(2, 0.25, drop: 0.09, times: 20);
        var history = Fixtures.History(
            Original, bold, Probe(3, 0.3125, drop: 0.08, times: 17), Probe(4, 0.5, drop: 0.03, times: 9),
            new Trial(5, bold.Candidate, new(1, 120_000), "promoted from 2", 2));

        Assert.Equal(4, Next(history)?.Number);
    }

    [Fact]
    public void Next_Twin_IsPassedOver()
    {
        var first = Probe(2, 0.5, drop: 0.03, times: 9);
        var twin = Probe(3, 0.5, drop: 0.029, times: 9.1, rate: 0.1);
        var history = Fixtures.History(Original, first, twin, Probe(4, 0.75, drop: 0.01, times: 3), new Trial(5, first.Candidate, new(1, 100_000), "x", 2));

        Assert.Equal(4, Next(history)?.Number);
    }

    [Fact]
    public void Next_AllPromotedOrUntrained_IsNull()
    {
        var probe = Probe(2, 0.5, drop: 0.03, times: 9);
        var failed = new Trial(3, probe.Candidate, new(1, 100_000), "x", 2, 3, new TrialResult.Failed(FailureCause.NotANumber, "NaN"));

        Assert.Null(Next(Fixtures.History(Original, probe, failed)));
    }

    [Fact]
    public void Predict_WithoutRefinements_HalvesTheLossAtFourTimesTheImages() =>
        Assert.Equal(0.02, new LearningCurve(Fixtures.History(Original), null).Predict(0.04, 8_000, 24_000), 9);

    [Fact]
    public void Predict_NothingLost_StaysAsItIs() => Assert.Equal(-0.01, new LearningCurve(Fixtures.History(Original), null).Predict(-0.01, 8_000, 24_000));

    [Fact]
    public void Exponent_AfterRefinementsThatHardlyHelped_IsSmaller()
    {
        var probe = Probe(2, 0.5, drop: 0.04, times: 9);
        var refined = Fixtures.Done(3, probe.Candidate, 0.89, 0.035, 100_000, drop: 0.039, fidelity: new(1, 100_000), from: 2);

        Assert.InRange(new LearningCurve(Fixtures.History(Original, probe, refined), null).Exponent, 0.3, LearningCurve.PriorExponent - 0.1);
    }

    [Fact]
    public void Probability_OfALimit_IsHalfAtThePredictionAndMonotone()
    {
        Assert.Equal(0.5, LearningCurve.Probability(0.01, 0.01), 9);
        Assert.True(LearningCurve.Probability(0.005, 0.01) > 0.9);
        Assert.True(LearningCurve.Probability(0.02, 0.01) < 0.1);
        Assert.Equal(1, LearningCurve.Probability(-0.01, 0));
        Assert.Equal(0, LearningCurve.Probability(0.01, 0));
    }

    private static Trial? Next(StudyHistory history) =>
        new Promotion(history, ((TrialResult.Completed)Original.Result!).Values, Fixtures.Analysis).Next(_ => 120_000);

    private static Trial Probe(int number, double keep, double drop, double times, double rate = 0.05) =>
        Fixtures.Done(number, Width(keep, rate), 0.93 - drop, 0.32 / times, 1_240_000 / times, drop);

    private static Candidate Width(double keep, double rate = 0.05) => new(
    [
        .. Fixtures.Analysis.Groups.Select(g => KeyValuePair.Create(GeneNames.Keep(g.Name), GeneValue.Of(keep))),
        new(GeneNames.Precision, GeneValue.Of("int8")),
        new(GeneNames.LearningRate, GeneValue.Of(rate)),
    ]);
}
