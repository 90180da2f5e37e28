using System.Collections.Immutable;
using AutoCompress.Search.Evolution;
using AutoCompress.Search.Genomes;
using AutoCompress.Search.Planning;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Tests.Planning;

/// <summary>Residual blocks in the space: a stream of 16 channels with two blocks, the second of which holds a third.</summary>
public sealed class BlockPlanningTests
{
    private static readonly ModelAnalysis Analysis = Deep();
    private static readonly SearchSpace Space = SpacePlanner.Plan(Analysis, Fixtures.Spec);
    private static readonly SensitivityTable Sensitivity =
        new([.. Analysis.Groups.SelectMany(group => new[] { 0.5, 0.25 }.Select(keep => new GroupSensitivity(group.Name, keep, 0.2 * (1 - keep))))])
        {
            Blocks = [new("a", 0.01), new("b", 0.5), new("c", 0.02)],
        };

    [Fact]
    public void Plan_Blocks_ComeFirstAndHoldTheirGroupsAndInnerBlocks()
    {
        Assert.Equal(["block:a", "block:b", "block:c", "keep:stem", "keep:in-a", "keep:in-b", "keep:in-c"], Space.Genes.Take(7).Select(gene => gene.Name));
        Assert.Equal([null, null, "block:b", null, "block:a", "block:b", "block:c"], Space.Genes.Take(7).Select(gene => gene.ActiveWhen?.Gene));
    }

    [Fact]
    public void Plan_NothingMayBeCut_OffersNoBlocks()
    {
        var space = SpacePlanner.Plan(Analysis, Fixtures.Spec with { Space = new SpaceSpec { MinKeep = 1 } });

        Assert.DoesNotContain(space.Genes, gene => gene.Name.StartsWith(GeneNames.BlockPrefix, StringComparison.Ordinal));
        Assert.All(space.Genes.OfType<NumberGene>(), gene => Assert.Null(gene.ActiveWhen));
    }

    [Fact]
    public void Build_OuterBlockIsSkipped_LeavesOutWhatLivesInIt()
    {
        var indices = Space.Genes.Select(_ => 0).ToArray();
        indices[1] = 1;

        var candidate = Genome.Build(Space, indices);

        Assert.True(Space.Contains(candidate));
        Assert.Equal("skip", candidate.Choice("block:b", ""));
        Assert.DoesNotContain("block:c", candidate.Values.Keys);
        Assert.DoesNotContain("keep:in-b", candidate.Values.Keys);
        Assert.DoesNotContain("keep:in-c", candidate.Values.Keys);
        Assert.Contains("keep:in-a", candidate.Values.Keys);
    }

    [Theory]
    [InlineData("a", 1000)]
    [InlineData("b", 3000)]
    [InlineData("c", 1000)]
    public void Of_SkippedBlock_CostsNothingAndNeitherDoesWhatIsInside(string block, double fewer)
    {
        var cost = new CostModel(Analysis).Of(new Candidate([new(GeneNames.Block(block), GeneValue.Of(GeneNames.SkipBlock))]));

        Assert.Equal(Analysis.Macs - fewer, cost.Macs);
    }

    [Fact]
    public void Of_SharedWeight_StaysUntilAllItsBlocksAreGone()
    {
        Candidate Without(params string[] blocks) => new(blocks.Select(block => KeyValuePair.Create(GeneNames.Block(block), GeneValue.Of(GeneNames.SkipBlock))));
        var costs = new CostModel(Analysis);

        Assert.Equal(costs.Of(Without("a")).Params - 2000 - 7, costs.Of(Without("a", "b")).Params);
        Assert.Equal(Analysis.Params - 1000, costs.Of(Without("a")).Params);
    }

    [Theory]
    [InlineData("b", "skip", "keep")]
    [InlineData("a", "keep", "skip")]
    public void Repair_NarrowestIsTooLarge_LeavesOutTheBlockThatIsEnough(string enough, string b, string a)
    {
        var bound = new CostModel(Analysis).Of(Defaults.Of(Space, "fp32", _ => 0, gene => gene == GeneNames.Block(enough))).Macs;
        var limits = new HardLimits(Analysis, Fixtures.Spec with { Constraints = ImmutableSortedDictionary<Metric, double>.Empty.Add(Metric.Macs, bound) });

        var repaired = Assert.IsType<Candidate>(limits.Repair(Space, Defaults.Of(Space, "fp32", _ => 1)));

        Assert.True(limits.Hold(repaired) && Space.Contains(repaired));
        Assert.Equal((a, b), (repaired.Choice("block:a", ""), repaired.Choice("block:b", "")));
    }

    [Fact]
    public void Of_MeasuredBlocks_SeedSkipsTheCheapOnes()
    {
        var seeds = StudySeeds.Of(Space, Analysis, new(Sensitivity), Fixtures.Spec);
        var shallow = seeds.Single(seed => seed.Origin == "shallow 0.5").Candidate;

        Assert.Equal(("skip", "keep", "skip"), (shallow.Choice("block:a", ""), shallow.Choice("block:b", ""), shallow.Choice("block:c", "")));
        Assert.True(Space.Contains(shallow));
        Assert.All(seeds.Where(seed => seed.Origin != "shallow 0.5"), seed => Assert.Equal("keep", seed.Candidate.Choice("block:a", "")));
        var costs = new CostModel(Analysis);
        Assert.True(costs.Of(shallow).Macs <= costs.Of(seeds.Single(seed => seed.Origin == "uniform 0.5").Candidate).Macs);
    }

    [Fact]
    public void AroundOneWidth_ManyDraws_MostlyKeepTheBlocks()
    {
        var random = new SeededRandom(1, 1);
        var drawn = Enumerable.Range(0, 2000).Select(_ => UniformDraw.AroundOneWidth(Space, random)).ToList();

        Assert.InRange(drawn.Count(genome => genome[0] == 1) / 2000.0, 0.09, 0.16);
        Assert.InRange(drawn.Count(genome => genome[..3].All(index => index == 0)) / 2000.0, 0.6, 0.9);
    }

    [Fact]
    public void Propose_SpaceWithBlocks_OnlyLegalCandidatesOfAllDepths()
    {
        var bound = Analysis.Macs * 0.6;
        var limits = new HardLimits(Analysis, Fixtures.Spec with { Constraints = ImmutableSortedDictionary<Metric, double>.Empty.Add(Metric.Macs, bound) });
        var (search, costs) = (new NsgaTwo(limits), new CostModel(Analysis));
        var history = Fixtures.History();
        for (var number = 1; number <= 60; number++)
        {
            var candidate = Assert.Single(search.Propose(Space, history, 1));
            var cost = costs.Of(candidate);
            Assert.True(Space.Contains(candidate), candidate.ToString());
            Assert.InRange(cost.Macs, 0, bound);
            history = Fixtures.History([.. history.Trials, Fixtures.Done(number, candidate, 0.9 * cost.Macs / bound, cost.Macs / 1e5, cost.Bytes)]);
        }

        Assert.Equal(["keep", "skip"], history.Trials.Select(trial => trial.Candidate.Choice("block:a", "")).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains(history.Trials, trial => !trial.Candidate.Values.ContainsKey("block:c"));
    }

    [Fact]
    public void ToJson_CandidateWithABlock_ComesBack()
    {
        var candidate = Defaults.Of(Space, "int8", _ => 0.5, gene => gene == "block:a");

        Assert.Equal(candidate, Json.Read<Candidate>(Json.Write(candidate)));
        Assert.Contains("\"block:a\":\"skip\"", Json.Write(candidate), StringComparison.Ordinal);
        Assert.Equivalent(Analysis, Json.Read<ModelAnalysis>(Json.Write(Analysis)));
        Assert.Equivalent(Sensitivity, Json.Read<SensitivityTable>(Json.Write(Sensitivity)));
    }

    private static ModelAnalysis Deep()
    {
        CostTerm[] costs =
        [
            new("stem", ["stem"], [], 100, 100, IsWeight: true),
            new("a", ["in-a"], ["a"], 100, 100, IsWeight: true),
            new("b", ["in-b"], ["b"], 100, 200, IsWeight: true),
            new("c", ["in-c"], ["c"], 100, 100, IsWeight: true),
            new("shared", [], ["a", "c"], 7, 0),
        ];
        return new(
            4 * 4607 + 500, 4607, 1600 + 1000 + 2000 + 1000, 17, [], [],
            [
                new("stem", 16, 1, [], []), new("in-a", 10, 1, [], [], "a"), new("in-b", 10, 1, [], [], "b"), new("in-c", 10, 1, [], [], "c"),
            ],
            [.. costs], [])
        {
            Blocks =
            [
                new("a", "a", ["a"], 1000, 1000), new("b", "b", ["b", "c"], 2000, 3000), new("c", "c", ["c"], 1000, 1000, "b"),
            ],
        };
    }
}
