using AutoCompress.Search.Planning;
using AutoCompress.Spaces;
using AutoCompress.Studies;

namespace AutoCompress.Search.Tests.Planning;

public sealed class SpacePlannerTests
{
    [Fact]
    public void Plan_SmallNetwork_OffersWidthsFormatsAndTraining() => Assert.Equal(
        ["keep:stem", "keep:inner1", "keep:inner2", "keep:outer2", "keep:inner3", "keep:outer3", "criterion", "precision", "calibration",
            "distil-temperature", "distil-alpha", "learning-rate"],
        Fixtures.Space.Genes.Select(gene => gene.Name));

    [Fact]
    public void Plan_ModelThatCannotBeTrained_OffersFormatsOnly() => Assert.Equal(
        ["precision", "calibration"],
        SpacePlanner.Plan(Fixtures.Analysis with { IsTrainable = false }, Fixtures.Spec).Genes.Select(gene => gene.Name));

    [Fact]
    public void Plan_Calibration_IsActiveOnlyUnderInt8()
    {
        var space = Fixtures.Space;
        var calibration = space.Genes.Single(gene => gene.Name == GeneNames.Calibration);

        Assert.True(SearchSpace.IsActive(calibration, new Dictionary<string, GeneValue> { [GeneNames.Precision] = GeneValue.Of("int8") }));
        Assert.False(SearchSpace.IsActive(calibration, new Dictionary<string, GeneValue> { [GeneNames.Precision] = GeneValue.Of("dynamic-int8") }));
    }

    [Fact]
    public void Plan_WithoutInt8_HasNoCalibration()
    {
        var spec = Fixtures.Spec with { Space = new SpaceSpec { Precisions = [Precision.Fp32] } };

        Assert.DoesNotContain(SpacePlanner.Plan(Fixtures.Analysis, spec).Genes, gene => gene.Name == GeneNames.Calibration);
    }

    [Theory]
    [InlineData(OptimizerKind.Sgd, 0.05)]
    [InlineData(OptimizerKind.AdamW, 0.001)]
    public void Plan_LearningRate_SurroundsTheOptimizersUsualOne(OptimizerKind optimizer, double usual)
    {
        var spec = Fixtures.Spec with { Training = new TrainingSpec { Optimizer = optimizer } };
        var gene = Assert.IsType<NumberGene>(SpacePlanner.Plan(Fixtures.Analysis, spec).Genes[^1]);

        Assert.True(gene.IndexOf(GeneValue.Of(usual)) > 0);
        Assert.Equal(4, gene.Count);
    }
}
