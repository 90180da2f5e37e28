using AutoCompress.Search.Evolution;

namespace AutoCompress.Search.Tests.Evolution;

public sealed class ReferenceDirectionsTests
{
    [Theory]
    [InlineData(2, 16, 16)]
    [InlineData(3, 91, 91)] // Deb and Jain 2014: 12 divisions of three objectives
    [InlineData(3, 100, 91)]
    [InlineData(5, 70, 70)] // four divisions of five; an inner lattice follows
    public void Of_Costs_GivesTheLargestLatticeThatFits(int costs, int most, int lattice)
    {
        var directions = ReferenceDirections.Of(costs, most);

        Assert.Equal(lattice, directions.Length > most ? most : directions.Length);
        Assert.All(directions, direction => Assert.Equal(1, direction.Sum(share => share * share), 9));
        Assert.Equal(directions.Length, directions.Select(direction => string.Join(' ', direction.Select(share => share.ToString("0.000000")))).Distinct().Count());
    }
}
