using AutoCompress.Search.Benchmarks;
using AutoCompress.Search.Benchmarks.Problems;
using AutoCompress.Search.Pareto;
using FsCheck;
using FsCheck.Fluent;

namespace AutoCompress.Search.Tests.Benchmarks;

/// <summary>Nothing that can be evaluated lies beyond the true front.</summary>
public sealed class TrueFrontTests
{
    public static TheoryData<string> Names => [.. BenchmarkProblems.All.Where(problem => problem is AnalyticProblem).Select(problem => problem.Name)];

    /// <summary>Problems with a known ideal whose constraints leave the places of optimal distance feasible.</summary>
    public static TheoryData<string> Reached =>
        [.. Names.Select(row => row.Data).Except(["wfg3", "mw3", "mw5", "mw7", "mw9", "mw10", "mw11", "mw12"])];

    public static TheoryData<string> Ellipsoids => ["wfg4", "wfg5", "wfg6", "wfg7", "wfg8", "wfg9"];

    [Theory]
    [MemberData(nameof(Ellipsoids))]
    public void Evaluate_WfgAtItsOptimum_LiesOnTheEllipsoid(string name)
    {
        var problem = (AnalyticProblem)BenchmarkProblems.Find(name).Single();
        for (ulong seed = 1; seed <= 20; seed++)
        {
            var costs = problem.Formula(Optima.Of(problem, Positions(seed))).Costs;

            Assert.Equal(1, costs.Select((cost, i) => Math.Pow(cost / (2 * (i + 1)), 2)).Sum(), 6);
        }
    }

    /// <summary>A random number of variables are at their optimum: of points far from the front nobody would notice.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Evaluate_AnyPoint_AddsNothingToTheIdealHypervolume(string name)
    {
        var problem = (AnalyticProblem)BenchmarkProblems.Find(name).Single();
        var front = problem.Front(1000).Select(point => (IReadOnlyList<double>)point).ToList();
        var limit = (problem.IdealHypervolume ?? double.PositiveInfinity) * (1 + 1e-4);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(60).WithReplay(7, 1),
            Prop.ForAll(ArbMap.Default.ArbFor<uint>(), seed =>
            {
                var values = problem.Formula(NearTheFront(problem, seed));
                return values.Violation > 0
                    || (front.All(point => !IsBeyond(values.Costs, point)) && Hypervolume.Of(front.Append(values.Costs), problem.Reference) <= limit);
            }));
    }

    /// <summary>The ideal is reached, where no constraint keeps the front away from where the distance is nothing.</summary>
    [Theory]
    [MemberData(nameof(Reached))]
    public void Evaluate_ManyPlacesOnTheFront_ComeNearTheIdealHypervolume(string name)
    {
        var problem = (AnalyticProblem)BenchmarkProblems.Find(name).Single();
        var found = Enumerable.Range(1, 2000).Select(seed => problem.Formula(Optima.Of(problem, Spread(name, Positions((ulong)seed)))))
            .Where(values => values.Violation == 0).Select(values => (IReadOnlyList<double>)values.Costs);

        Assert.InRange(Hypervolume.Of(found, problem.Reference) / problem.IdealHypervolume!.Value, 0.88, 1.0001);
    }

    private static double[] NearTheFront(AnalyticProblem problem, uint seed)
    {
        var random = new SeededRandom(seed, 1);
        var x = Optima.Of(problem, Positions(seed));
        var strays = random.NextDouble();
        for (var i = 0; i < x.Length; i++)
        {
            var gene = (Spaces.NumberGene)problem.Space.Genes[i];
            if (random.Chance(strays * strays))
            {
                x[i] = gene.Low + random.NextDouble() * (gene.High - gene.Low);
            }
        }

        return x;
    }

    /// <summary>Positions that lie more evenly on the front: against these problems' bias, and equal where WFG takes the mean of two.</summary>
    private static double[] Spread(string name, double[] positions) => name switch
    {
        "dtlz4" => [.. positions.Select(v => Math.Pow(v, 0.01))],
        "wfg1" => [.. new[] { positions[0], positions[0], positions[1], positions[1] }.Select(v => Math.Pow(v, 50))],
        "wfg6" or "wfg9" => positions,
        ['w', ..] => [positions[0], positions[0], positions[1], positions[1]],
        _ => positions,
    };

    private static double[] Positions(ulong seed)
    {
        var random = new SeededRandom(seed, 2);
        return [random.NextDouble(), random.NextDouble(), random.NextDouble(), random.NextDouble()];
    }

    /// <summary>Better in every cost by more than the rounding of the front's samples.</summary>
    private static bool IsBeyond(IReadOnlyList<double> costs, IReadOnlyList<double> point) => costs.Zip(point, (own, best) => best - own).All(gain => gain > 1e-6);
}
