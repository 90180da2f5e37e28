using System.Collections.Immutable;
using AutoCompress.Search.Planning;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Tests.Planning;

public sealed class FormatScreenTests
{
    private static readonly string[] All = ["fp32", "fp16", "weight-int8", "dynamic-int8", "int8"];

    [Theory]
    [InlineData(0.929, 0.12, 320_000, false)] // within the noise of the accuracy, faster and smaller
    [InlineData(0.900, 0.12, 320_000, true)] // less accurate
    [InlineData(0.929, 0.50, 320_000, true)] // slower
    public void Of_Int8AgainstTheOriginal_KeepsFloat32OnlyForSomething(double accuracy, double latency, double size, bool keeps)
    {
        var space = FormatScreen.Of(Fixtures.Space, Fixtures.History(Uncut(1, "fp32", 0.93, 0.32, 1_250_000), Uncut(2, "int8", accuracy, latency, size)));

        Assert.Equal(keeps ? All : All[1..], Formats(space));
        Assert.Equal(Fixtures.Space.Genes.Select(gene => gene.Name), space.Genes.Select(gene => gene.Name));
    }

    [Fact]
    public void Of_CutModels_SayNothingAboutFormats()
    {
        var cut = Fixtures.Done(2, Candidate("int8"), 0.93, 0.06, 80_000);

        Assert.Equal(All, Formats(FormatScreen.Of(Fixtures.Space, Fixtures.History(Uncut(1, "fp32", 0.93, 0.32, 1_250_000), cut))));
    }

    [Fact]
    public void Of_FormatThatIsNotOffered_TakesNothingAway()
    {
        var space = SpacePlanner.Plan(Fixtures.Analysis, Fixtures.Spec with { Space = new SpaceSpec { Precisions = [Precision.WeightInt8] } });
        var history = Fixtures.History(Uncut(1, "fp32", 0.93, 0.32, 1_250_000), Uncut(2, "weight-int8", 0.92, 0.64, 1_260_000));

        Assert.Equal(["weight-int8"], Formats(FormatScreen.Of(space, history)));
    }

    private static Trial Uncut(int number, string format, double accuracy, double latency, double size) =>
        Fixtures.Done(number, Candidate(format), accuracy, latency, size, fidelity: new(0, 0));

    private static Candidate Candidate(string format) => Defaults.Of(Fixtures.Space, format, _ => 1);

    private static ImmutableArray<string> Formats(SearchSpace space) => ((ChoiceGene)space.Genes.Single(gene => gene.Name == GeneNames.Precision)).Choices;
}
