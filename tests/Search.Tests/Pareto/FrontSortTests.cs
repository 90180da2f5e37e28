using System.Collections.Immutable;
using AutoCompress.Search.Pareto;

namespace AutoCompress.Search.Tests.Pareto;

public sealed class FrontSortTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Sort_RandomPointsWithTiesAndViolations_AgreesWithTheDefinition(int costs)
    {
        var random = new SeededRandom(7, (ulong)costs);
        var points = Enumerable.Range(0, 300).Select(_ => Enumerable.Range(0, costs).Select(_ => (double)random.Below(7)).ToImmutableArray()).ToList();
        var violations = points.Select(_ => random.Chance(0.6) ? 0 : (double)random.Below(4)).ToList();
        var expected = NonDominatedSort.Sort(Enumerable.Range(0, 300).ToList(), (a, b) => violations[a] == violations[b]
            ? Dominance.Dominates(points[a].AsSpan(), points[b].AsSpan())
            : violations[a] < violations[b]);

        var fronts = new FrontSort().Sort(points, i => violations[i]);

        Assert.Equal(expected.Select(front => front.ToArray()), fronts.Select(front => front.ToArray()));
    }

    [Fact]
    public void Sort_Enough_StopsAfterTheFrontThatReachesIt()
    {
        ImmutableArray<double>[] points = [[1, 2], [2, 1], [2, 2], [3, 3], [4, 4]];

        Assert.Equal([[0, 1], [2]], new FrontSort().Sort(points, _ => 0, enough: 3).Select(front => front.ToArray()));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Sort_TenThousandPoints_AsksAboutAsManyQuestionsAsBisectionNeeds(int costs)
    {
        var random = new SeededRandom(8, 0);
        var points = Enumerable.Range(0, 10_000).Select(_ => Enumerable.Range(0, costs).Select(_ => random.NextDouble()).ToImmutableArray()).ToList();
        var sort = new FrontSort();

        _ = sort.Sort(points, _ => 0);

        Assert.InRange(sort.Questions, 10_000, 10_000 * 10);
    }
}
