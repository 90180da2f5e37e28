using AutoCompress.Search.Benchmarks;
using AutoCompress.Search.Benchmarks.Problems;
using AutoCompress.Search.Pareto;

namespace AutoCompress.Search.Tests.Benchmarks;

/// <summary>What every problem promises.</summary>
public sealed class BenchmarkProblemTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. BenchmarkProblems.All.Select(problem => problem.Name)];

    [Fact]
    public void Find_NameFamilyAllAndNonsense_AnswersWithThoseProblems()
    {
        Assert.Equal(["zdt1", "zdt2", "zdt3", "zdt4", "zdt6"], BenchmarkProblems.Find("zdt").Select(problem => problem.Name));
        Assert.Equal(7, BenchmarkProblems.Find("dtlz").Length);
        Assert.Equal(9, BenchmarkProblems.Find("wfg").Length);
        Assert.Equal(14, BenchmarkProblems.Find("mw").Length);
        Assert.Equal("mw11", BenchmarkProblems.Find("mw11").Single().Name);
        Assert.Equal(36, BenchmarkProblems.Find("all").Length);
        Assert.Empty(BenchmarkProblems.Find("zdt5"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Evaluate_SameArguments_GivesSameFiniteValuesForEachMetric(string name)
    {
        var problem = BenchmarkProblems.Find(name).Single();
        Assert.Equal(problem.Metrics.Length, problem.Reference.Length);
        for (ulong seed = 1; seed <= 40; seed++)
        {
            var candidate = BenchmarkCandidates.Drawn(problem.Space, seed);
            var values = problem.Evaluate(candidate, problem.FullImages, seed);

            Assert.Equal(values.Costs, problem.Evaluate(candidate, problem.FullImages, seed).Costs);
            Assert.Equal(values.Failure is null ? problem.Metrics.Length : 0, values.Costs.Length);
            Assert.All(values.Costs, cost => Assert.True(double.IsFinite(cost)));
            Assert.Equal(values.Failure is null ? problem.Constraints : 0, values.Excesses.Length);
        }
    }

    /// <summary>The front's points dominate one another nowhere, and their hypervolume comes up to the ideal from below as they become more.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Front_Sampled_IsNonDominatedAndApproachesTheIdeal(string name)
    {
        var problem = BenchmarkProblems.Find(name).Single();
        var few = problem.Front(300);
        var (small, large) = (Volume(problem, 300), Volume(problem, 3000));

        Assert.All(few, point => Assert.DoesNotContain(few, other => Dominance.Dominates(other.AsSpan(), point.AsSpan()) && Distance(other, point) > 1e-9));
        output.WriteLine($"{name}: {few.Length} points {small:0.######}, more {large:0.######}, ideal {problem.IdealHypervolume:0.######}");
        if (problem.IdealHypervolume is { } ideal)
        {
            Assert.True(small <= ideal * (1 + 1e-9) && large <= ideal * (1 + 1e-9), "A front's points are on the front.");
            Assert.True(large >= 0.98 * ideal, "The front's points cover it.");
            Assert.True(ideal - large <= 0.75 * (ideal - small) + 1e-4 * ideal, "More points cover more.");
        }
    }

    [Theory]
    [InlineData("dtlz1", 7999999.9791667)] // r³ − 0.5³/3! at r = 200
    [InlineData("dtlz2", 0.8074012)] // 1.1³ − π/6
    [InlineData("dtlz4", 7.4764012)]
    [InlineData("dtlz5", 0.44254053)] // 1.1³ − 1.1 π/(2√2) + 1/3
    [InlineData("wfg4", 79.8672588)] // 3·5·7 − 48 π/6
    [InlineData("mw4", 3.2083333)] // 1.5³ − 1/6
    public void IdealHypervolume_OfAKnownShape_IsItsFormula(string name, double expected) =>
        Assert.Equal(expected, BenchmarkProblems.Find(name).Single().IdealHypervolume!.Value, 6);

    [Fact]
    public void IdealHypervolume_OfDtlzOneAtTheUsualReference_IsTheCubeWithoutTheSimplex()
    {
        var front = BenchmarkProblems.Find("dtlz1").Single().Front(20_000).Select(point => (IReadOnlyList<double>)point);

        Assert.Equal(Math.Pow(1.1, 3) - Math.Pow(0.5, 3) / 6, Hypervolume.Of(front, [1.1, 1.1, 1.1]), 2);
    }

    private static double Volume(IBenchmarkProblem problem, int points) =>
        Hypervolume.Of(problem.Front(points).Select(point => (IReadOnlyList<double>)point), problem.Reference);

    private static double Distance(IReadOnlyList<double> a, IReadOnlyList<double> b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max();
}
