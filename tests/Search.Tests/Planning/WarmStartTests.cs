using System.Collections.Immutable;
using AutoCompress.Search.Pareto;
using AutoCompress.Search.Planning;
using AutoCompress.Search.Policy;
using AutoCompress.Search.Tests.Policy;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Tests.Planning;

public sealed class WarmStartTests
{
    private static readonly StudySimulation Earlier = new StudySimulation(StudySimulationTests.Demo(2)).Run();
    private static readonly StudySpec Spec = StudySimulationTests.Demo(9);

    /// <summary>Five groups, three of them namesakes, half as wide; and two blocks.</summary>
    private static readonly ModelAnalysis Cousin = Fixtures.Analysis with
    {
        Groups = [.. Fixtures.Analysis.Groups.Where(group => group.Name != "outer3").Select((group, i) => group with { Name = i < 3 ? group.Name : $"other{i}", Channels = group.Channels / 2 })],
        Costs = [],
        Blocks = [new("x", "x", [], 1, 1), new("y", "y", [], 1, 1)],
    };

    [Fact]
    public void Of_StudyOfTheSameModel_TakesItsFrontAsSeedsAndTheRestAsPoints()
    {
        var known = WarmStart.Of(Spec, Earlier.Space, Fixtures.Analysis, [new("a-1", Fixtures.Analysis, Earlier.History.Trials, Measures: true)]);

        var seeds = known.Where(one => one.IsSeed).ToList();
        Assert.InRange(seeds.Count, 2, 8);
        var front = ParetoFront.Of(Earlier.History).Points.Select(point => point.Trial.Number).ToList();
        Assert.All(seeds, seed => Assert.Contains(seed.Number, front));
        Assert.All(known, one => Assert.Equal(Earlier.History.Trials[one.Number - 1].Candidate, one.Candidate));
        Assert.All(known, one => Assert.NotNull(one.Values));
        Assert.Equal(Earlier.History.Completed.Count(), known.Length);
    }

    [Fact]
    public void Of_AnotherTarget_TakesItsFrontWithoutTheValues()
    {
        var known = WarmStart.Of(Spec, Earlier.Space, Fixtures.Analysis, [new("a-1", Fixtures.Analysis, Earlier.History.Trials, Measures: false)]);

        Assert.NotEmpty(known);
        Assert.All(known, one => Assert.True(one.IsSeed && one.Values is null));
        Assert.All(known, one => Assert.True(Earlier.Space.Contains(one.Candidate)));
    }

    [Fact]
    public void Of_ModelOfTheFamily_MapsWidthsByNameAndPlace()
    {
        var space = SpacePlanner.Plan(Cousin, Fixtures.Spec);
        Candidate full = StudySeeds.Of(Fixtures.Space, Fixtures.Analysis, null, Fixtures.Spec)[1].Candidate;
        var narrow = new Candidate(full.Values
            .SetItem("keep:stem", GeneValue.Of(0.5)).SetItem("keep:outer3", GeneValue.Of(0.25)).SetItem(GeneNames.Temperature, GeneValue.Of(8)));
        Trial[] trials = [Fixtures.Done(1, full, 0.93, 2, 1e6) with { Origin = StudySeeds.Original }, Fixtures.Done(2, narrow, 0.92, 1, 5e5)];

        var seed = Assert.Single(WarmStart.Of(Fixtures.Spec, space, Cousin, [new("a-1", Fixtures.Analysis, [.. trials], Measures: false)]));

        Assert.True(space.Contains(seed.Candidate));
        Assert.Equal(
            (0.5, 1, 0.25, 8, "int8", "keep"),
            (seed.Candidate.Number("keep:stem", 0), seed.Candidate.Number("keep:inner1", 0), seed.Candidate.Number("keep:other4", 0),
                seed.Candidate.Number(GeneNames.Temperature, 0), seed.Candidate.Choice(GeneNames.Precision, ""), seed.Candidate.Choice("block:y", "")));
        Assert.True(WarmStart.IsFamily(Cousin, Fixtures.Analysis));
        Assert.False(WarmStart.IsFamily(Cousin with { Groups = [Cousin.Groups[0] with { Name = "z" }] }, Fixtures.Analysis));
    }

    [Fact]
    public void Study_OnWhatAnotherFound_TriesItsFrontFirstSpendsItsBudgetAndReplays()
    {
        var knowledge = new PriorKnowledge(null)
        {
            Earlier = WarmStart.Of(Spec, Earlier.Space, Fixtures.Analysis, [new("a-1", Fixtures.Analysis, Earlier.History.Trials, Measures: true)]),
        };

        var study = new StudySimulation(Spec) { Knowledge = knowledge }.Run();

        Assert.IsType<Decision.Finalise>(study.Last);
        var seeds = knowledge.Earlier.Where(one => one.IsSeed).ToList();
        var tried = study.History.Trials.Where(trial => trial.Origin.StartsWith("warm start from a-1 ", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(tried);
        Assert.True(tried.Max(trial => trial.Number) <= 2 + seeds.Count);
        Assert.All(tried, trial => Assert.Contains(seeds, seed => seed.Candidate.Equals(trial.Candidate)));
        var beaten = knowledge.Earlier.Where(one => !one.IsSeed).Select(one => one.Candidate).ToHashSet();
        Assert.DoesNotContain(study.History.Trials, trial => trial.Candidate.IsCut() && trial.ContinuesFrom is null && beaten.Contains(trial.Candidate) && !seeds.Exists(seed => seed.Candidate.Equals(trial.Candidate)));
        Assert.Empty(Replay.Verify(study.Spec, Fixtures.Analysis, knowledge, study.History.Trials, study.Log));
    }

    [Fact]
    public void Of_EarlierPoints_ComeBeforeTheStudysOwnAndCountAgainstNoBudget()
    {
        var (speedup, candidate) = (4.0, Earlier.History.Completed.First(done => done.Trial.Candidate.IsCut()).Trial.Candidate);
        var values = Fixtures.Completed(0.92, 7, 3e5, 0.01).Values.Add(Metric.Speedup, Measurement.Exact(speedup));
        var knowledge = new PriorKnowledge(null)
        {
            Earlier = [new("a-1", 3, candidate, new(0, 8000), IsSeed: false, values), new("b-1", 1, candidate, new(0, 8000), IsSeed: true)],
        };
        var original = Fixtures.Done(1, StudySeeds.Of(Fixtures.Space, Fixtures.Analysis, null, Fixtures.Spec)[0].Candidate, 0.93, 2, 1e6, fidelity: new(0, 0)) with { Origin = StudySeeds.Original };

        var seen = SearchHistory.Of(Fixtures.History(original), knowledge);

        Assert.Equal([candidate, original.Candidate], seen.Observations.Select(observation => observation.Candidate));
        Assert.Equal(Fixtures.Spec.Budget.Trials + 1, seen.Budget);
        Assert.Equal(seen.Observations[1].Costs[1] - PortableLog(speedup), seen.Observations[0].Costs[1], 9);

        static double PortableLog(double value) => Math.Log(value);
    }
}
