using AutoCompress.Search.Pareto;

namespace AutoCompress.Search.Tests.Pareto;

public sealed class NonDominatedSortTests
{
    [Fact]
    public void Sort_LayeredPoints_GivesTheLayers()
    {
        double[][] points = [[2, 2], [1, 3], [3, 3], [3, 1], [4, 4], [2, 2]];

        var fronts = NonDominatedSort.Sort(points, (a, b) => Dominance.Dominates(a, b));

        Assert.Equal<int[]>([[0, 1, 3, 5], [2], [4]], fronts.Select(front => front.ToArray()));
    }

    [Fact]
    public void Sort_RandomPoints_NobodyIsBeatenOnItsFrontAndSomebodyBeatsItFromTheOneBefore()
    {
        var random = new SeededRandom(3, 0);
        var points = Enumerable.Range(0, 120).Select(_ => new[] { random.NextDouble(), random.NextDouble(), random.NextDouble() }).ToList();

        var fronts = NonDominatedSort.Sort(points, (a, b) => Dominance.Dominates(a, b));

        Assert.Equal(Enumerable.Range(0, 120), fronts.SelectMany(front => front).Order());
        for (var rank = 0; rank < fronts.Length; rank++)
        {
            Assert.All(fronts[rank], i => Assert.DoesNotContain(fronts[rank], j => Dominance.Dominates(points[j], points[i])));
            if (rank > 0)
            {
                Assert.All(fronts[rank], i => Assert.Contains(fronts[rank - 1], j => Dominance.Dominates(points[j], points[i])));
            }
        }
    }

    [Fact]
    public void Sort_Nothing_IsEmpty() => Assert.Empty(NonDominatedSort.Sort(Array.Empty<double[]>(), (_, _) => false));
}
