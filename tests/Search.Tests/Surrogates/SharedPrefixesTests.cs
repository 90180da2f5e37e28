using AutoCompress.Search.Genomes;
using AutoCompress.Search.Surrogates;
using AutoCompress.Spaces;

namespace AutoCompress.Search.Tests.Surrogates;

public sealed class SharedPrefixesTests
{
    private static readonly SearchSpace Space = new(
    [
        new NumberGene(GeneNames.Keep("stem"), 0.25, 1, 0.25),
        new ChoiceGene(GeneNames.Precision, ["fp32", "int8"]),
        new ChoiceGene(GeneNames.Calibration, ["mse", "entropy"], new(GeneNames.Precision, ["int8"])),
        new NumberGene(GeneNames.LearningRate, 0.0125, 0.1, 2, Logarithmic: true),
    ]);

    private static readonly SpaceLayout Layout = SpaceLayout.Of(Space);

    [Theory]
    [InlineData(Outcome.Completed, true)]
    [InlineData(Outcome.Running, true)]
    [InlineData(Outcome.Failed, false)]
    public void Has_OtherFormatOfATrial_AsFarAsItsTrainingIsThere(Outcome outcome, bool expected)
    {
        var shared = new SharedPrefixes(Layout, History(outcome, [1, 0, -1, 2]));

        Assert.Equal(expected, shared.Has([1, 1, 1, 2]));
        Assert.False(shared.Has([1, 1, 1, 3]));
        Assert.False(shared.Has([2, 0, -1, 2]));
    }

    [Fact]
    public void Best_AllPromiseTheSame_PutsThoseWithTrainingFirst()
    {
        var history = History(Outcome.Completed, [1, 0, -1, 2], [3, 1, 0, 0]);
        var shared = new SharedPrefixes(Layout, history);
        var search = new AcquisitionSearch(Layout, null, new FailureMemory(Layout, history), shared, new SeededRandom(5, 0));

        var best = search.Best(_ => 1, [[1, 0, -1, 2], [3, 1, 0, 0]], new HashSet<int[]>(GenomeComparer.Instance) { new[] { 1, 0, -1, 2 }, new[] { 3, 1, 0, 0 } });

        var count = best.Count(shared.Has);
        Assert.InRange(count, 1, best.Count - 1);
        Assert.All(best.Take(count), genome => Assert.True(shared.Has(genome)));
    }

    [Fact]
    public void Best_APromiseIsClearlyBetter_StaysFirst()
    {
        var history = History(Outcome.Completed, [1, 0, -1, 2]);
        var search = new AcquisitionSearch(Layout, null, new FailureMemory(Layout, history), new SharedPrefixes(Layout, history), new SeededRandom(5, 0));

        var best = search.Best(genome => genome[0], [[1, 0, -1, 2], [0, 1, 0, 0]], new HashSet<int[]>(GenomeComparer.Instance));

        Assert.Equal(3, best[0][0]);
    }

    private static SearchHistory History(Outcome outcome, params int[][] genomes) => new(1, 100, 2,
    [
        .. genomes.Select(genome => outcome == Outcome.Completed
            ? Observation.Completed(Layout.Build(genome), [1, 2], [])
            : Observation.Without(Layout.Build(genome), outcome)),
    ]);
}
