using AutoCompress.Search.Pareto;
using AutoCompress.Search.Surrogates;

namespace AutoCompress.Search.Tests.Surrogates;

public sealed class OpenBoxesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Expect_NextToNoDeviation_IsTheHypervolumeThatThePointAdds(int costs)
    {
        var random = new SeededRandom(5, (ulong)costs);
        for (var round = 0; round < 20; round++)
        {
            var front = Enumerable.Range(0, 12).Select(_ => Draw(random, costs)).ToList();
            var reference = Enumerable.Repeat(0.9, costs).ToArray();
            var point = Draw(random, costs).Select(cost => 0.6 * cost - 0.1).ToArray();

            var expected = new OpenBoxes(front, reference).Expect(point, Enumerable.Repeat(1e-7, costs).ToArray());

            Assert.Equal(Hypervolume.Of([.. front, point], reference) - Hypervolume.Of(front, reference), expected, 5);
        }
    }

    [Fact]
    public void Expect_WideDeviation_IsTheMeanOverDraws()
    {
        double[][] front = [[0.2, 0.7, 0.5], [0.6, 0.3, 0.4], [0.5, 0.5, 0.1]];
        double[] reference = [1, 1, 1];
        var random = new SeededRandom(6, 0);
        var known = Hypervolume.Of(front, reference);
        var sum = 0.0;
        for (var i = 0; i < 20_000; i++)
        {
            sum += Hypervolume.Of([.. front, [0.5 + 0.2 * random.NextNormal(), 0.4 + 0.1 * random.NextNormal(), 0.5 + 0.3 * random.NextNormal()]], reference) - known;
        }

        var expected = new OpenBoxes(front, reference).Expect([0.5, 0.4, 0.5], [0.2, 0.1, 0.3]);

        Assert.InRange(sum / 20_000 / expected, 0.95, 1.05);
    }

    [Fact]
    public void Expect_EmptyFront_IsAllBelowTheReference() =>
        Assert.Equal(0.25, new OpenBoxes([], [1, 1]).Expect([0.5, 0.5], [1e-7, 1e-7]), 6);

    private static double[] Draw(SeededRandom random, int costs) => [.. Enumerable.Range(0, costs).Select(_ => random.NextDouble())];
}
