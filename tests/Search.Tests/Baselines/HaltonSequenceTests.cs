using AutoCompress.Search.Baselines;
using AutoCompress.Search.Genomes;
using AutoCompress.Spaces;

namespace AutoCompress.Search.Tests.Baselines;

public sealed class HaltonSequenceTests
{
    private static readonly SpaceLayout Layout = SpaceLayout.Of(new SearchSpace([.. Enumerable.Range(0, 4).Select(i => new NumberGene($"x{i}", 0, 209, 1))]));

    [Fact]
    public void At_AsManyPlacesAsAPrimePower_FillsEveryCellOnce()
    {
        var sequence = new HaltonSequence(Layout, 3);

        // Of base 3, 9 places lie in 9 different ninths; of base 5, 25 in 25 different parts.
        Assert.Equal(9, Enumerable.Range(0, 9).Select(place => sequence.At(place)[1] * 9 / 210).Distinct().Count());
        Assert.Equal(25, Enumerable.Range(0, 25).Select(place => sequence.At(place)[2] * 25 / 210).Distinct().Count());
    }

    [Fact]
    public void At_OtherSeed_IsAnotherSequence() => Assert.NotEqual(new HaltonSequence(Layout, 1).At(0), new HaltonSequence(Layout, 2).At(0));
}
