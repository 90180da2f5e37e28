using System.Collections.Immutable;
using AutoCompress.Search.Pareto;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Tests.Pareto;

public sealed class FinalFrontTests
{
    private static readonly FrontPoint Original = Point(0, 0.93, 0.32, 1_000_000, drop: 0);

    [Fact]
    public void Clean_BeatenBeyondTheNoise_IsRemoved()
    {
        var points = ImmutableArray.Create(Point(1, 0.92, 0.06, 80_000), Point(2, 0.91, 0.09, 90_000));

        Assert.Equal([1], FinalFront.Clean(Fixtures.Spec, points).Select(point => point.Trial));
    }

    [Fact]
    public void Clean_BeatenWithinTheNoise_Stays()
    {
        // Everything a little worse, but accuracy and latency intervals overlap and the size is equal.
        var points = ImmutableArray.Create(Point(1, 0.920, 0.0600, 80_000), Point(2, 0.919, 0.0605, 80_000));

        Assert.Equal([1, 2], FinalFront.Clean(Fixtures.Spec, points).Select(point => point.Trial));
    }

    [Fact]
    public void Clean_TradeOffWithinTheNoiseOfAccuracy_Stays()
    {
        var points = ImmutableArray.Create(Point(1, 0.920, 0.06, 80_000), Point(2, 0.919, 0.05, 60_000));

        Assert.Equal(2, FinalFront.Clean(Fixtures.Spec, points).Length);
    }

    [Fact]
    public void Clean_WinnerByLuckWithTheSelection_FallsOutByTheTestSplit()
    {
        // The first one is the most accurate on the selection split alone; everything else of it is worse.
        var points = ImmutableArray.Create(Tested(Point(1, 0.925, 0.06, 80_000), 0.905), Tested(Point(2, 0.920, 0.05, 60_000), 0.915));

        Assert.Equal([2], FinalFront.Clean(Fixtures.Spec, points).Select(point => point.Trial));
    }

    [Fact]
    public void Clean_TestSplitWithinTheNoise_StaysWhenSizeAndLatencyTradeOff()
    {
        var points = ImmutableArray.Create(Tested(Point(1, 0.925, 0.06, 60_000), 0.905), Tested(Point(2, 0.920, 0.05, 80_000), 0.915));

        Assert.Equal(2, FinalFront.Clean(Fixtures.Spec, points).Length);
    }

    [Fact]
    public void Clean_BeatenByOneThatFallsItself_ComesBack()
    {
        // By the selection the first beats the second; by the test split the third beats the first, and nobody beats the second.
        var points = ImmutableArray.Create(
            Tested(Point(1, 0.925, 0.05, 60_000), 0.890), Tested(Point(2, 0.924, 0.06, 80_000), 0.924), Tested(Point(3, 0.900, 0.04, 50_000), 0.900));

        Assert.Equal([2, 3], FinalFront.Clean(Fixtures.Spec, points).Select(point => point.Trial));
    }

    [Fact]
    public void Clean_RandomFronts_EveryRemovedPointIsDominatedByASurvivor()
    {
        var random = new SeededRandom(11, 0);
        for (var round = 0; round < 50; round++)
        {
            var points = Enumerable.Range(1, 12)
                .Select(i => Point(i, 0.9 + random.NextDouble() * 0.03, 0.05 + random.NextDouble() * 0.01, 50_000 + random.Below(5) * 1000))
                .ToImmutableArray();
            var survivors = FinalFront.Clean(Fixtures.Spec, points);
            var objectives = ObjectiveSet.Of(Fixtures.Spec);

            Assert.All(points.Except(survivors), removed => Assert.Contains(survivors, survivor =>
                objectives.TryCosts(survivor.Values, out var a) && objectives.TryCosts(removed.Values, out var b) && Dominance.Dominates(a, b)));
        }
    }

    [Fact]
    public void Recommend_SeveralKeepTheConstraint_TakesTheLargestGain()
    {
        var points = ImmutableArray.Create(Point(1, 0.925, 0.07, 90_000), Point(2, 0.905, 0.05, 50_000), Point(3, 0.85, 0.02, 20_000));

        Assert.Equal(2, FinalFront.Recommend(Fixtures.Spec, Original, points));
    }

    [Fact]
    public void Recommend_OnePointMayBreakTheConstraintByItsInterval_TakesTheSafeOne()
    {
        var points = ImmutableArray.Create(Point(1, 0.925, 0.07, 90_000), Point(2, 0.902, 0.05, 50_000));

        Assert.Equal(1, FinalFront.Recommend(Fixtures.Spec, Original, points));
        Assert.Equal(2, FinalFront.Recommend(Fixtures.Spec, Original, points[1..]));
    }

    [Fact]
    public void Recommend_NoConstraint_DoesNotTakeAUselessModel()
    {
        var spec = Fixtures.Spec with { Constraints = ImmutableSortedDictionary<Metric, double>.Empty };
        var points = ImmutableArray.Create(Point(1, 0.925, 0.07, 90_000), Point(2, 0.10, 0.001, 1_000));

        Assert.Equal(1, FinalFront.Recommend(spec, Original, points));
    }

    [Fact]
    public void Recommend_NoneKeepsTheConstraint_TakesTheMostAccurate()
    {
        Assert.Equal(2, FinalFront.Recommend(Fixtures.Spec, Original, [Point(1, 0.80, 0.01, 10_000), Point(2, 0.85, 0.02, 20_000)]));
        Assert.Null(FinalFront.Recommend(Fixtures.Spec, Original, []));
    }

    [Fact]
    public void Gain_FourTimesFasterAndSmaller_IsLnFour() =>
        Assert.Equal(Math.Log(4), Gain.Of(Fixtures.Spec.Objectives, Original.Values, Point(1, 0.9, 0.08, 250_000).Values), 9);

    private static FrontPoint Tested(FrontPoint point, double accuracy) => point with
    {
        Test = Fixtures.Completed(accuracy, 1, 1, 0.93 - accuracy).Values.Remove(Metric.Latency).Remove(Metric.Size),
    };

    private static FrontPoint Point(int trial, double accuracy, double latency, double size, double? drop = null) =>
        new(trial, new Candidate([]), "00", Fixtures.Completed(accuracy, latency, size, drop ?? 0.93 - accuracy).Values, ImmutableSortedDictionary<Metric, Measurement>.Empty);
}
