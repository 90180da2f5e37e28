using AutoCompress.Search.Planning;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Tests.Planning;

public sealed class LatencyLimitTests
{
    private static readonly LatencyTable Table = LatencyTableFixture.Of();
    private static readonly LatencyModel Model = LatencyModel.Of(Fixtures.Analysis, Table)!;
    private static readonly Candidate Full = StudySeeds.Of(Fixtures.Space, Fixtures.Analysis, null, Fixtures.Spec)[0].Candidate;

    /// <summary>The original takes 2 ms.</summary>
    private static readonly Trial Original = Fixtures.Done(1, Full, 0.93, 2, 1e6, fidelity: new(0, 0)) with { Origin = StudySeeds.Original };

    [Theory]
    [InlineData(Metric.Latency, 1.0)]
    [InlineData(Metric.Speedup, 2.0)]
    public void Repair_CandidateThatIsSurelyTooSlow_BecomesOneThatMayBeFastEnough(Metric metric, double bound)
    {
        var spec = Limited(metric, bound);
        var limits = new HardLimits(Fixtures.Analysis, spec, Limit(spec, Original));

        var repaired = Assert.IsType<Candidate>(limits.Repair(Fixtures.Space, Full));

        Assert.True(limits.Any && limits.Hold(repaired) && !limits.Hold(Full));
        Assert.True(Fixtures.Space.Contains(repaired));
        Assert.InRange(2 * Model.Of(repaired) * (1 - 2 * Table.Error!.Value), 0.7, 1);
    }

    [Fact]
    public void Of_NothingAskedOrNothingKnown_IsNull()
    {
        var spec = Limited(Metric.Latency, 1);

        Assert.Null(Limit(Fixtures.Spec, Original));
        Assert.Null(LatencyLimit.Of(null, null, new(spec, [Original])));
        Assert.Null(Limit(Limited(Metric.Speedup, 2)));
        Assert.True(new HardLimits(Fixtures.Analysis, spec, Limit(spec)).Hold(Full), "no format is measured");
    }

    [Fact]
    public void Of_TrialsThatAreSlowerThanPredicted_NarrowMore()
    {
        var spec = Limited(Metric.Latency, 1);
        var floats = Fixtures.Spec with { Space = new SpaceSpec { Precisions = [Precision.Fp32] } };
        var cuts = StudySeeds.Of(SpacePlanner.Plan(Fixtures.Analysis, floats), Fixtures.Analysis, null, floats)
            .Select(seed => seed.Candidate).Where(candidate => candidate.IsCut()).Take(4);
        var slow = cuts.Select((cut, i) => Fixtures.Done(2 + i, cut, 0.9, 1.3 * 2 * Model.Of(cut), 5e5));

        var (before, after) = (Limit(spec, Original), Limit(spec, [Original, .. slow]));

        Assert.True(Repaired(after) < 0.85 * Repaired(before), $"{Repaired(after)} {Repaired(before)}");

        double Repaired(LatencyLimit? limit) => Model.Of(new HardLimits(Fixtures.Analysis, spec, limit).Repair(Fixtures.Space, Full)!);
    }

    private static StudySpec Limited(Metric metric, double bound) => Fixtures.Spec with { Constraints = Fixtures.Spec.Constraints.Add(metric, bound) };

    private static LatencyLimit? Limit(StudySpec spec, params Trial[] trials) => LatencyLimit.Of(Model, Table, new(spec, [.. trials]));
}
