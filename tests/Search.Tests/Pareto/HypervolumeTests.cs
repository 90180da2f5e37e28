using AutoCompress.Search.Pareto;

namespace AutoCompress.Search.Tests.Pareto;

public sealed class HypervolumeTests
{
    [Fact]
    public void Of_NoPointInside_IsZero()
    {
        Assert.Equal(0, Hypervolume.Of([], [1, 1]));
        Assert.Equal(0, Hypervolume.Of([[1, 0.5], [2, 2]], [1, 1]));
    }

    [Fact]
    public void Of_TwoCosts_IsTheStaircaseArea()
    {
        // Unit steps under (4, 4): 3x1 + 2x1 + 1x1.
        Assert.Equal(6, Hypervolume.Of([[1, 3], [2, 2], [3, 1]], [4, 4]), 12);
        Assert.Equal(6, Hypervolume.Of([[3, 1], [1, 3], [2, 2], [3, 3], [2, 2]], [4, 4]), 12);
    }

    [Fact]
    public void Of_ThreeCosts_MatchesTheBoxesByHand()
    {
        Assert.Equal(1, Hypervolume.Of([[0, 0, 0]], [1, 1, 1]), 12);
        // Two boxes of 2x1x1 and 1x2x1 and one of 1x1x2, sharing the unit cube: 2 + 2 + 2 - 2.
        Assert.Equal(4, Hypervolume.Of([[0, 1, 1], [1, 0, 1], [1, 1, 0]], [2, 2, 2]), 12);
    }

    [Fact]
    public void Of_FourCosts_MatchesTheBoxesByHand()
    {
        Assert.Equal(16, Hypervolume.Of([[0, 0, 0, 0]], [2, 2, 2, 2]), 12);
        Assert.Equal(5, Hypervolume.Of([[0, 1, 1, 1], [1, 0, 1, 1], [1, 1, 0, 1], [1, 1, 1, 0]], [2, 2, 2, 2]), 12);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Of_RandomPoints_MatchesInclusionExclusion(int costs)
    {
        var random = new SeededRandom(7, (ulong)costs);
        for (var round = 0; round < 30; round++)
        {
            var points = Enumerable.Range(0, 7).Select(_ => Enumerable.Range(0, costs).Select(_ => random.NextDouble() * 1.2).ToArray()).ToList();
            var reference = Enumerable.Repeat(1.0, costs).ToArray();

            Assert.Equal(InclusionExclusion(points, reference), Hypervolume.Of(points, reference), 10);
        }
    }

    /// <summary>Coarse coordinates: equal costs, equal points and dominated ones in every order.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Of_PointsOnAGrid_CountsItsCells(int costs)
    {
        var random = new SeededRandom(11, (ulong)costs);
        for (var round = 0; round < 60; round++)
        {
            var points = Enumerable.Range(0, 12).Select(_ => Enumerable.Range(0, costs).Select(_ => (double)random.Below(5)).ToArray()).ToList();
            var cells = Enumerable.Range(0, (int)Math.Pow(4, costs))
                .Count(cell => points.Exists(point => Enumerable.Range(0, costs).All(i => point[i] <= cell / (int)Math.Pow(4, i) % 4)));

            Assert.Equal(cells, Hypervolume.Of(points, Enumerable.Repeat(4.0, costs).ToArray()), 9);
        }
    }

    [Fact]
    public void Of_ThousandPointsOnASphere_ComesNearTheBallsVolume()
    {
        var random = new SeededRandom(5, 0);
        var points = Enumerable.Range(0, 1000).Select(_ => Enumerable.Range(0, 3).Select(_ => random.NextDouble()).ToArray())
            .Select(p => p.Select(v => v / Math.Sqrt(p.Sum(w => w * w))).ToArray()).ToList();

        Assert.InRange(Hypervolume.Of(points, [1.1, 1.1, 1.1]), 0.77, 1.331 - Math.PI / 6);
    }

    [Fact]
    public void Of_PointOfAnotherLength_Throws() => Assert.Throws<ArgumentException>(() => Hypervolume.Of([[1, 2, 3]], [4, 4]));

    private static double InclusionExclusion(List<double[]> points, double[] reference)
    {
        var volume = 0.0;
        for (var subset = 1; subset < 1 << points.Count; subset++)
        {
            var members = points.Where((_, i) => (subset & (1 << i)) != 0).ToList();
            var box = reference.Select((r, cost) => Math.Max(0, r - members.Max(p => p[cost]))).Aggregate(1.0, (a, b) => a * b);
            volume += members.Count % 2 == 1 ? box : -box;
        }

        return volume;
    }
}
