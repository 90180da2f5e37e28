using AutoCompress.Search.Planning;
using AutoCompress.Spaces;

namespace AutoCompress.Search.Tests.Planning;

public sealed class ChannelGridTests
{
    [Theory]
    [InlineData(32, 1, 4)]
    [InlineData(64, 1, 8)]
    [InlineData(128, 1, 8)]
    [InlineData(256, 1, 16)]
    [InlineData(2048, 1, 128)]
    [InlineData(24, 1, 4)]
    [InlineData(10, 1, 2)]
    [InlineData(7, 1, 1)]
    [InlineData(1, 1, 1)]
    [InlineData(64, 16, 16)]
    [InlineData(48, 3, 3)]
    [InlineData(10, 4, 10)]
    public void Quantum_OfAWidth_IsEvenForVectorUnitsAndFewEnough(int channels, int granularity, int quantum) =>
        Assert.Equal(quantum, ChannelGrid.Quantum(Group(channels, granularity)));

    [Fact]
    public void Gene_EveryWidth_KeepsWholeMultiplesDownToTheMinimum()
    {
        for (var channels = 1; channels <= 520; channels++)
        {
            foreach (var granularity in new[] { 1, 2, 3, 4, 8, 16 }.Where(g => channels % g == 0))
            {
                var group = Group(channels, granularity);
                var gene = ChannelGrid.Gene(group, 0.2);
                var counts = Enumerable.Range(0, gene.Count).Select(i => group.Kept(gene.ValueAt(i).Number)).ToList();

                Assert.Equal(counts.Distinct().Count(), counts.Count);
                Assert.Equal(channels, counts[^1]);
                Assert.All(counts, count => Assert.Equal(0, count % granularity));
                Assert.All(counts, count => Assert.Equal(0, count % ChannelGrid.Quantum(group)));
                Assert.InRange(counts[0], Math.Max(granularity, 0.2 * channels - 1e-6), channels);
                Assert.All(Enumerable.Range(0, gene.Count), i => Assert.Equal(i, gene.IndexOf(gene.ValueAt(i))));
            }
        }
    }

    [Fact]
    public void Gene_MinimumOfOne_HasOneValue()
    {
        var gene = ChannelGrid.Gene(Group(64, 1), 1);

        Assert.Equal(1, gene.Count);
        Assert.Equal(1, gene.ValueAt(0).Number);
    }

    private static ChannelGroupInfo Group(int channels, int granularity) => new("g", channels, granularity, [], []);
}
