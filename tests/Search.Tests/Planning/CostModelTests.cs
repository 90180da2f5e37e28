using AutoCompress.Search.Planning;
using AutoCompress.Spaces;

namespace AutoCompress.Search.Tests.Planning;

public sealed class CostModelTests
{
    private static readonly CostModel Costs = new(Fixtures.Analysis);

    [Fact]
    public void Of_TheWholeModel_IsItsAnalysis()
    {
        var cost = Costs.Of(new Candidate([]));

        Assert.Equal(Fixtures.Analysis.Params, cost.Params);
        Assert.Equal(Fixtures.Analysis.Macs, cost.Macs);
        Assert.Equal(Fixtures.Analysis.Size, cost.Bytes);
    }

    [Fact]
    public void Of_OneGroupHalved_ScalesExactlyItsTerms()
    {
        var half = Costs.Of(new Candidate([new(GeneNames.Keep("inner1"), GeneValue.Of(0.5))]));

        // conv1a and conv1b lose half of 9 * 32 * 32 each, the batch normalisation half of 4 * 32.
        Assert.Equal(Fixtures.Analysis.Params - 9 * 32 * 32 - 2 * 32, half.Params);
        Assert.Equal(Fixtures.Analysis.Macs - 9.0 * 32 * 32 * 784, half.Macs);
    }

    [Fact]
    public void Of_Int8_QuartersTheWeightsAndNotTheRest()
    {
        var analysis = new ModelAnalysis(
            10_000, 2_100, 50_000, 17, [], [], [new("g", 10, 1, [], [])],
            [new CostTerm("conv", ["g"], [], 200, 5_000, IsWeight: true), new CostTerm("bn", ["g"], [], 10, 0)], []);
        var int8 = new CostModel(analysis).Of(new Candidate([new(GeneNames.Precision, GeneValue.Of("int8"))]));

        Assert.Equal(10_000 - 4 * 2_100 + 2_000 + 4 * 100, int8.Bytes);
    }
}
