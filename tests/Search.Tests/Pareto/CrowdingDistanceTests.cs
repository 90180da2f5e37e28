using System.Collections.Immutable;
using AutoCompress.Search.Pareto;

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

    private static ImmutableArray<double> Point(params double[] costs) => [.. costs];
}
