using AutoCompress.Search.Benchmarks;
using AutoCompress.Search.Benchmarks.Compression;
using AutoCompress.Search.Pareto;
using AutoCompress.Spaces;
using AutoCompress.Trials;

namespace AutoCompress.Search.Tests.Benchmarks;

public sealed class CompressionProblemTests
{
    private static readonly CompressionProblem Problem = new();

    /// <summary>Candidates with good recipes, which come near the front, and drawn ones.</summary>
    [Fact]
    public void Evaluate_FreeOfNoise_NeverBeatsTheEnumeratedFront()
    {
        var front = CompressionFront.Points;
        for (ulong seed = 1; seed <= 3000; seed++)
        {
            var drawn = BenchmarkCandidates.Drawn(Problem.Space, seed);
            var values = Problem.Evaluate(seed % 3 == 0 ? drawn : WithRecipe(drawn, seed % 2 == 0 ? 0.75 : 0), Problem.FullImages, 0);
            if (values is { Failure: null, Violation: 0 })
            {
                Assert.DoesNotContain(front, point => Dominance.Dominates(values.Costs.AsSpan(), point));
            }
        }
    }

    [Fact]
    public void Front_EveryPointOfTheWidestStem_IsReachedByACandidate()
    {
        // A stem and two blocks at full width, the last block at every width: some of them are on the front, and their values are the front's.
        var reached = 0;
        for (var a = 1; a <= 8; a++)
        {
            for (var b = 1; b <= 8; b++)
            {
                var costs = Problem.Evaluate(Wide(a / 8.0, b / 8.0), Problem.FullImages, 0).Costs;
                reached += CompressionFront.Points.Any(point => point.Zip(costs, (x, y) => Math.Abs(x - y)).Max() < 1e-12) ? 1 : 0;
            }
        }

        Assert.InRange(reached, 3, 64);
    }

    [Fact]
    public void Evaluate_MoreTraining_LosesLessAndRanksOtherwise()
    {
        var candidates = Enumerable.Range(1, 400).Select(seed => BenchmarkCandidates.Drawn(Problem.Space, (ulong)seed))
            .Where(candidate => Problem.Evaluate(candidate, 0, 0).Failure is null).ToList();
        double Loss(Candidate candidate, double images) => Problem.Evaluate(candidate, images, 0).Costs[0];

        Assert.All(candidates, candidate => Assert.True(Loss(candidate, 72_000) <= Loss(candidate, 8000) && Loss(candidate, 8000) <= Loss(candidate, 0)));
        var (early, late) = (candidates.OrderBy(c => Loss(c, 8000)).Take(20), candidates.OrderBy(c => Loss(c, 72_000)).Take(20));
        Assert.InRange(early.Intersect(late).Count(), 5, 19);
    }

    [Fact]
    public void Evaluate_NoiseOfManySeeds_HasItsSizeAndNoBias()
    {
        var candidate = Wide(1, 1);
        var exact = Problem.Evaluate(candidate, 72_000, 0).Costs;
        var gaps = Enumerable.Range(1, 2000).Select(seed => Problem.Evaluate(candidate, 72_000, (ulong)seed).Costs.Zip(exact, (a, b) => a - b).ToArray()).ToList();

        Assert.Equal(0, gaps.Average(gap => gap[0]), 3);
        Assert.InRange(Math.Sqrt(gaps.Average(gap => gap[0] * gap[0])), 0.0013, 0.0017);
        Assert.InRange(Math.Sqrt(gaps.Average(gap => gap[1] * gap[1])), 0.009, 0.011);
        Assert.All(gaps, gap => Assert.Equal(0, gap[2]));
    }

    [Theory]
    [InlineData("fp16", "l2", 0.05, 0.75, FailureCause.Unsupported)]
    [InlineData("fp32", "taylor", 0.05, 0.75, FailureCause.OutOfMemory)]
    [InlineData("fp32", "taylor", 0.05, 0.0, null)]
    [InlineData("int8", "l2", 0.2, 0.75, FailureCause.NotANumber)]
    [InlineData("fp32", "l2", 0.4, 0.75, null)]
    public void Evaluate_WideNetwork_FailsWhereTheRecipeDoes(string precision, string criterion, double rate, double alpha, FailureCause? expected)
    {
        var values = Wide(1, 1).Values.SetItem(GeneNames.Precision, GeneValue.Of(precision)).SetItem(GeneNames.Criterion, GeneValue.Of(criterion))
            .SetItem(GeneNames.LearningRate, GeneValue.Of(rate)).SetItem(GeneNames.Alpha, GeneValue.Of(alpha));
        if (precision == "int8")
        {
            values = values.SetItem(GeneNames.Calibration, GeneValue.Of("mse"));
        }

        var candidate = new Candidate(values);
        Assert.True(Problem.Space.Contains(candidate), candidate.ToString());
        Assert.Equal(expected, Problem.Evaluate(candidate, 72_000, 1).Failure);
    }

    [Fact]
    public void Of_PointsOnAGrid_KeepsExactlyTheNonDominated()
    {
        var random = new SeededRandom(3, 3);
        for (var round = 0; round < 50; round++)
        {
            var points = Enumerable.Range(0, 60).Select(_ => new double[] { random.Below(6), random.Below(6), random.Below(6) }).ToList();

            var expected = points.Where(point => !points.Exists(other => Dominance.Dominates(other, point))).Select(Text).Distinct().Order();
            Assert.Equal(expected, Skyline.Of(points).Select(Text).Order());
        }

        static string Text(double[] point) => string.Join(',', point);
    }

    private static Candidate WithRecipe(Candidate candidate, double alpha)
    {
        var values = candidate.Values.SetItem(GeneNames.Criterion, GeneValue.Of("taylor")).SetItem(GeneNames.Alpha, GeneValue.Of(alpha))
            .SetItem(GeneNames.LearningRate, GeneValue.Of(Recipe.BestRate(candidate.Choice(GeneNames.Precision, ""))));
        return new(values.ContainsKey(GeneNames.Calibration) ? values.SetItem(GeneNames.Calibration, GeneValue.Of("mse")) : values);
    }

    private static Candidate Wide(double inside, double outside) => new(new Dictionary<string, GeneValue>
    {
        ["keep:stem"] = GeneValue.Of(1),
        ["block:b1"] = GeneValue.Of("keep"),
        ["keep:b1.in"] = GeneValue.Of(1),
        ["keep:b1.out"] = GeneValue.Of(1),
        ["block:b2"] = GeneValue.Of("keep"),
        ["keep:b2.in"] = GeneValue.Of(1),
        ["keep:b2.out"] = GeneValue.Of(1),
        ["block:b3"] = GeneValue.Of("keep"),
        ["keep:b3.in"] = GeneValue.Of(inside),
        ["keep:b3.out"] = GeneValue.Of(outside),
        [GeneNames.Criterion] = GeneValue.Of("l2"),
        [GeneNames.Precision] = GeneValue.Of("fp32"),
        [GeneNames.LearningRate] = GeneValue.Of(0.05),
        [GeneNames.Alpha] = GeneValue.Of(0.75),
    });
}
