using AutoCompress.Search.Benchmarks;
using AutoCompress.Search.Benchmarks.Problems;
using AutoCompress.Search.Pareto;

namespace AutoCompress.Search.Tests.Benchmarks;

public sealed class ZdtTests
{
    /// <summary>At the reference (11, 11) the literature has 120.66, 120.33, 128.78 and 117.5 for the true fronts.</summary>
    [Theory]
    [InlineData("zdt1", 120.6666667)]
    [InlineData("zdt2", 120.3333333)]
    [InlineData("zdt3", 128.7781)]
    [InlineData("zdt4", 2199.6666667)]
    [InlineData("zdt6", 117.5182)]
    public void IdealHypervolume_IsTheKnownOneAndThatOfTheSampledFront(string name, double expected)
    {
        var problem = BenchmarkProblems.Find(name).Single();

        Assert.Equal(expected, problem.IdealHypervolume!.Value, 3);
        var sampled = Hypervolume.Of(problem.Front(4000).Select(point => (IReadOnlyList<double>)point), problem.Reference);
        Assert.InRange(sampled, problem.IdealHypervolume.Value - 0.01, problem.IdealHypervolume.Value + 1e-9);
    }

    [Theory]
    [InlineData("zdt1", 0.25, 0, 0.25, 0.5)]
    [InlineData("zdt1", 1, 1, 1, 6.8377223398)] // g = 10: 10 (1 − √0.1)
    [InlineData("zdt2", 0.5, 0, 0.5, 0.75)]
    [InlineData("zdt2", 1, 1, 1, 9.9)]
    [InlineData("zdt3", 0.25, 0, 0.25, 0.25)] // sin(2.5π) = 1
    [InlineData("zdt4", 0.25, 0, 0.25, 0.5)]
    [InlineData("zdt6", 0, 0, 1, 0)]
    public void Evaluate_KnownPoint_GivesTheFormulasValues(string name, double first, double others, double f1, double f2)
    {
        var problem = BenchmarkProblems.Find(name).Single();
        double[] variables = [first, .. Enumerable.Repeat(others, problem.Space.Genes.Length - 1)];

        var values = problem.Evaluate(RealSpace.At(problem.Space, variables), 0, 0);

        Assert.Equal(f1, values.Costs[0], 9);
        Assert.Equal(f2, values.Costs[1], 8);
        Assert.Equal(0, values.Violation);
    }
}
