using AutoCompress.Search.Planning;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Tests.Planning;

public sealed class StudySeedsTests
{
    private static readonly SensitivityTable Sensitivity = new(
    [
        .. new[] { ("stem", 0.4), ("inner1", 0.05), ("inner2", 0.1), ("outer2", 0.3), ("inner3", 0.02), ("outer3", 0.1) }
            .SelectMany(g => new[] { 0.75, 0.5, 0.25 }.Select(keep => new GroupSensitivity(g.Item1, keep, g.Item2 * (1 - keep) * (1 - keep)))),
    ]);

    [Fact]
    public void Of_WithSensitivity_StartsWithTheAnchorsThenCuts()
    {
        var seeds = StudySeeds.Of(Fixtures.Space, Fixtures.Analysis, new(Sensitivity), Fixtures.Spec);

        Assert.Equal(
            ["original", "int8-only", "uniform 0.5", "uniform 0.375", "uniform 0.75", "uniform 0.25", "guided 0.5", "guided 0.375"],
            seeds.Select(seed => seed.Origin));
        Assert.Equal([false, false, true, true, true, true, true, true], seeds.Select(seed => seed.Trains));
        Assert.All(seeds, seed => Assert.True(Fixtures.Space.Contains(seed.Candidate), seed.Candidate.ToString()));
        Assert.Equal(seeds.Length, seeds.Select(seed => seed.Candidate).Distinct().Count());
    }

    [Fact]
    public void Of_Original_KeepsEverythingInFloat32()
    {
        var original = StudySeeds.Of(Fixtures.Space, Fixtures.Analysis, null, Fixtures.Spec)[0].Candidate;

        Assert.Equal("fp32", original.Choice(GeneNames.Precision, ""));
        Assert.Equal(Fixtures.Analysis.Macs, new CostModel(Fixtures.Analysis).Of(original).Macs);
        Assert.Equal((4, 0.7, 0.05), (
            original.Number(GeneNames.Temperature, 0), original.Number(GeneNames.Alpha, 0), original.Number(GeneNames.LearningRate, 0)));
    }

    [Fact]
    public void Of_SpaceWithoutFloat32_StillHasTheOriginal()
    {
        var spec = Fixtures.Spec with { Space = new SpaceSpec { Precisions = [Precision.WeightInt8] } };
        var seeds = StudySeeds.Of(SpacePlanner.Plan(Fixtures.Analysis, spec), Fixtures.Analysis, null, spec);

        Assert.Equal("fp32", seeds[0].Candidate.Choice(GeneNames.Precision, ""));
        Assert.Equal("weight-int8-only", seeds[1].Origin);
    }

    [Fact]
    public void Of_Guided_CutsRobustGroupsMoreThanFragileOnesAtTheSameMacs()
    {
        var seeds = StudySeeds.Of(Fixtures.Space, Fixtures.Analysis, new(Sensitivity), Fixtures.Spec);
        var (uniform, guided) = (seeds.Single(s => s.Origin == "uniform 0.5").Candidate, seeds.Single(s => s.Origin == "guided 0.5").Candidate);
        var costs = new CostModel(Fixtures.Analysis);

        Assert.True(guided.Number("keep:stem", 0) > guided.Number("keep:inner1", 0));
        Assert.True(guided.Number("keep:outer2", 0) > guided.Number("keep:inner3", 0));
        Assert.InRange(costs.Of(guided).Macs, 0.6 * costs.Of(uniform).Macs, costs.Of(uniform).Macs);
    }

    [Fact]
    public void Of_GuidedByLatency_LosesLessAccuracyForTheSameTime()
    {
        var flat = new SensitivityTable(
            [.. Fixtures.Analysis.Groups.SelectMany(group => new[] { 0.75, 0.5, 0.25 }.Select(keep => new GroupSensitivity(group.Name, keep, Factor(group) * (1 - keep) * (1 - keep))))]);
        var table = LatencyTableFixture.Of();
        var model = LatencyModel.Of(Fixtures.Analysis, table)!;

        var (byMacs, byTime) = (Guided(new(flat)), Guided(new(flat) { Latency = table }));

        Assert.True(model.Of(byTime) <= model.Of(StudySeeds.Of(Fixtures.Space, Fixtures.Analysis, null, Fixtures.Spec).Single(seed => seed.Origin == "uniform 0.5").Candidate));
        Assert.True(Loss(byTime) / (1 - model.Of(byTime)) < 0.95 * Loss(byMacs) / (1 - model.Of(byMacs)));
        Assert.True(byTime.Number("keep:stem", 1) < byTime.Number("keep:outer3", 1), "the stem's channels take much time, the last ones little");
        Assert.Equal(byMacs, Guided(new(flat) { Latency = table with { Error = 0.5 } }));

        Candidate Guided(PriorKnowledge knowledge) =>
            StudySeeds.Of(Fixtures.Space, Fixtures.Analysis, knowledge, Fixtures.Spec).Single(seed => seed.Origin == "guided 0.5").Candidate;

        static double Factor(ChannelGroupInfo group) => group.Name == "inner3" ? 0.15 : 0.2;

        double Loss(Candidate candidate) => Fixtures.Analysis.Groups.Sum(group => Factor(group) * Math.Pow(1 - candidate.Number(GeneNames.Keep(group.Name), 1), 2));
    }

    [Fact]
    public void Of_FlatSensitivity_DoesNotHang()
    {
        var flat = new SensitivityTable([.. Fixtures.Analysis.Groups.Select(g => new GroupSensitivity(g.Name, 0.5, 0))]);

        Assert.NotEmpty(StudySeeds.Of(Fixtures.Space, Fixtures.Analysis, new(flat), Fixtures.Spec));
    }

    [Fact]
    public void Of_GroupAcrossAnother_StaysWholeInUniformCuts()
    {
        var analysis = Fixtures.Analysis with
        {
            Groups = [.. Fixtures.Analysis.Groups.Select(group => group.Name == "inner2" ? group with { Across = "inner1" } : group)],
        };

        var uniform = StudySeeds.Of(Fixtures.Space, analysis, new(Sensitivity), Fixtures.Spec).Single(seed => seed.Origin == "uniform 0.5").Candidate;

        Assert.Equal((1, 0.5), (uniform.Number("keep:inner2", 0), uniform.Number("keep:inner1", 0)));
    }

    [Fact]
    public void Of_SizeLimit_RepairsEverythingButTheOriginal()
    {
        var spec = Fixtures.Spec with { Constraints = Fixtures.Spec.Constraints.Add(Metric.Size, 60_000) };
        var limits = new HardLimits(Fixtures.Analysis, spec);

        var seeds = StudySeeds.Of(Fixtures.Space, Fixtures.Analysis, new(Sensitivity), spec);

        Assert.Equal("original", seeds[0].Origin);
        Assert.All(seeds.Skip(1), seed => Assert.True(limits.Hold(seed.Candidate)));
        Assert.All(seeds.Skip(1), seed => Assert.True(seed.Trains, "a cut has to be trained"));
    }
}
