using System.Collections.Immutable;
using AutoCompress.Search.Pareto;

namespace AutoCompress.Search.Tests.Pareto;

public sealed class EpsilonNetTests
{
    [Fact]
    public void Order_OfALine_TakesTheEndsAndThenTheMiddles()
    {
        ImmutableArray<double>[] front = [[4, 0], [0, 4], [2, 2], [1, 3], [0.1, 3.9]];

        Assert.Equal([1, 0, 2, 3, 4], EpsilonNet.Order(front));
    }

    [Fact]
    public void Order_ScaledCosts_IsTheSame()
    {
        var random = new SeededRandom(3, 0);
        var front = Enumerable.Range(0, 40).Select(_ => ImmutableArray.Create(random.NextDouble(), random.NextDouble(), random.NextDouble())).ToList();
        var scaled = front.ConvertAll(point => ImmutableArray.Create(1024 * point[0], point[1], point[2] / 64));

        Assert.Equal(EpsilonNet.Order(front), EpsilonNet.Order(scaled));
        Assert.Equal(Enumerable.Range(0, 40), EpsilonNet.Order(front).Order());
    }

    [Fact]
    public void Order_EqualPoints_AreInTheirOrder() => Assert.Equal([0, 1, 2], EpsilonNet.Order([[1, 1], [1, 1], [1, 1]]));

    [Fact]
    public void Order_NoPoints_IsEmpty() => Assert.Empty(EpsilonNet.Order([]));
}
