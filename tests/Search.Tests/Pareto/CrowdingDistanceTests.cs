using AutoCompress.Search.Pareto;
using AutoCompress.Spaces;

namespace AutoCompress.Search.Tests.Pareto;

public sealed class CrowdingDistanceTests
{
    [Fact]
    public void Of_ThreePointsOnALine_EndsAreInfiniteAndTheMiddleSpansAll()
    {
        var distances = CrowdingDistance.Of([Point(0, 4), Point(1, 2), Point(4, 0)]);

        Assert.Equal([double.PositiveInfinity, 2, double.PositiveInfinity], distances);
    }

    [Fact]
    public void Of_EqualPoints_IsZeroForAll() => Assert.Equal([0.0, 0.0, 0.0], CrowdingDistance.Of([Point(1, 1), Point(1, 1), Point(1, 1)]));

    [Fact]
    public void Of_Nothing_IsEmpty() => Assert.Empty(CrowdingDistance.Of([]));

    private static ParetoPoint Point(params double[] costs)
    {
        var trial = Fixtures.Done(1, new Candidate([]), 0.9, 1, 1);
        return new(trial, Fixtures.Completed(0.9, 1, 1, 0), [.. costs], 0);
    }
}
