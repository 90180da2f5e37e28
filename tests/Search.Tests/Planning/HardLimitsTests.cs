using AutoCompress.Search.Planning;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Tests.Planning;

public sealed class HardLimitsTests
{
    private static readonly Candidate Full = StudySeeds.Of(Fixtures.Space, Fixtures.Analysis, null, Fixtures.Spec)[0].Candidate;

    [Fact]
    public void Repair_LimitsHold_ChangesNothing() => Assert.Same(Full, Limit(Metric.Macs, 1e9).Repair(Fixtures.Space, Full));

    [Fact]
    public void Repair_TooManyMacs_NarrowsAndKeepsTheFormat()
    {
        var limits = Limit(Metric.Macs, 5e6);

        var repaired = Assert.IsType<Candidate>(limits.Repair(Fixtures.Space, Full));

        Assert.True(limits.Hold(repaired));
        Assert.True(Fixtures.Space.Contains(repaired));
        Assert.Equal("fp32", repaired.Choice(GeneNames.Precision, ""));
    }

    [Fact]
    public void Repair_FileTooLargeAtTheNarrowest_ChangesTheFormat()
    {
        var repaired = Assert.IsType<Candidate>(Limit(Metric.Size, 30_000).Repair(Fixtures.Space, Full));

        Assert.Equal(1, repaired.Choice(GeneNames.Precision, "") switch { "int8" or "weight-int8" or "dynamic-int8" => 1, _ => 4 });
        Assert.True(Fixtures.Space.Contains(repaired));
    }

    [Fact]
    public void Repair_Impossible_IsNull() => Assert.Null(Limit(Metric.Params, 100).Repair(Fixtures.Space, Full));

    [Fact]
    public void Hold_AccuracyConstraint_IsNotKnownBeforeTraining() =>
        Assert.True(new HardLimits(Fixtures.Analysis, Fixtures.Spec).Hold(Full));

    private static HardLimits Limit(Metric metric, double bound) =>
        new(Fixtures.Analysis, Fixtures.Spec with { Constraints = Fixtures.Spec.Constraints.Add(metric, bound) });
}
