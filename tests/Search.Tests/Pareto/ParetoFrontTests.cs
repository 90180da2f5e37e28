using System.Collections.Immutable;
using AutoCompress.Search.Pareto;
using AutoCompress.Spaces;
using AutoCompress.Trials;

namespace AutoCompress.Search.Tests.Pareto;

public sealed class ParetoFrontTests
{
    [Fact]
    public void Of_FeasibleAndInfeasible_HoldsOnlyFeasibleNonDominatedTrials()
    {
        var history = Fixtures.History(
            Fixtures.Done(1, Named("a"), 0.93, 0.3, 1000),
            Fixtures.Done(2, Named("b"), 0.92, 0.1, 100),
            Fixtures.Done(3, Named("c"), 0.915, 0.2, 200),
            Fixtures.Done(4, Named("d"), 0.80, 0.01, 10),
            new Trial(5, Named("e"), new(0, 1), "test"),
            new Trial(6, Named("f"), new(0, 1), "test", null, 6, new TrialResult.Failed(FailureCause.Timeout, "late")));

        Assert.Equal([1, 2], ParetoFront.Of(history).Points.Select(point => point.Trial.Number));
    }

    [Fact]
    public void Of_OnlyInfeasible_HoldsTheLeastViolation()
    {
        var history = Fixtures.History(Fixtures.Done(1, Named("a"), 0.80, 0.01, 10), Fixtures.Done(2, Named("b"), 0.85, 0.3, 1000));

        var point = Assert.Single(ParetoFront.Of(history).Points);
        Assert.Equal(2, point.Trial.Number);
        Assert.Equal((0.08 - 0.03) / 0.03, point.Violation, 9);
    }

    [Fact]
    public void Of_RefinedCandidate_StandsThereOnceWithItsBetterTrial()
    {
        var history = Fixtures.History(
            Fixtures.Done(1, Named("a"), 0.91, 0.1, 100),
            Fixtures.Done(2, Named("b"), 0.905, 0.05, 50),
            Fixtures.Done(3, Named("a"), 0.925, 0.101, 100, fidelity: new(1, 50_000), from: 1),
            Fixtures.Done(4, Named("b"), 0.90, 0.05, 50, fidelity: new(1, 50_000), from: 2));

        Assert.Equal([2, 3], ParetoFront.Of(history).Points.Select(point => point.Trial.Number));
    }

    [Fact]
    public void Of_TrialWithoutAnObjective_IsNoPoint()
    {
        var trial = Fixtures.Done(1, Named("a"), 0.93, 0.3, 1000);
        var values = ((TrialResult.Completed)trial.Result!).Values.Remove(Metric.Latency);

        Assert.Empty(ParetoFront.Of(Fixtures.History(trial with { Result = new TrialResult.Completed(values, "00", new(1, 1, 1)) })).Points);
    }

    [Fact]
    public void TryCosts_SharesCountByDifferenceAndTheRestByLogarithm()
    {
        var values = Fixtures.Completed(0.9, 0.2, 500, 0.03).Values;

        Assert.True(new ObjectiveSet([Metric.Accuracy, Metric.Latency]).TryCosts(values, out var costs));
        Assert.Equal([-0.9, Math.Log(0.2)], costs);
        Assert.Equal(-Math.Log(4), ObjectiveSet.Cost(Metric.Speedup, 4));
    }

    [Fact]
    public void Violation_OfAProbe_ShrinksWithForesight()
    {
        var constraints = ConstraintSet.Of(Fixtures.Spec);
        var probe = Fixtures.Done(1, Named("a"), 0.85, 0.2, 500);
        var values = ((TrialResult.Completed)probe.Result!).Values;

        Assert.Equal(5 / 3.0, constraints.Violation(values), 9);
        Assert.Equal(0, constraints.Violation(Foresight.Of(probe, values, Unknown)));
        Assert.Equal(0.85 + 0.8 * 0.08, Foresight.Of(probe, values, Unknown)[Metric.Accuracy].Value, 9);
    }

    [Fact]
    public void Foresight_OfUncutRefinedOrLosslessTrials_ChangesNothing()
    {
        var values = Fixtures.Completed(0.85, 0.2, 500, 0.08).Values;

        Assert.Same(values, Foresight.Of(Fixtures.Done(1, Named("a"), 0.85, 0.2, 500, fidelity: new(0, 0)), values, Unknown));
        Assert.Same(values, Foresight.Of(Fixtures.Done(1, Named("a"), 0.85, 0.2, 500, fidelity: new(1, 9)), values, Unknown));
        var better = Fixtures.Completed(0.94, 0.2, 500, -0.01).Values;
        Assert.Same(better, Foresight.Of(Fixtures.Done(1, Named("a"), 0.94, 0.2, 500), better, Unknown));
    }

    [Fact]
    public void Violation_MissingValue_IsInfinite() =>
        Assert.Equal(double.PositiveInfinity, ConstraintSet.Of(Fixtures.Spec).Violation(ImmutableSortedDictionary<Metric, Measurement>.Empty));

    private static RungOutlook Unknown => RungOutlook.Of(Fixtures.History());

    private static Candidate Named(string name) => new([new("name", GeneValue.Of(name))]);
}
