using AutoCompress.Search.Pareto;
using AutoCompress.Studies;

namespace AutoCompress.Search.Tests.Evolution;

public sealed class HypervolumeComparisonTests(ITestOutputHelper output)
{
    private const int Seeds = 12;

    /// <summary>Loss of accuracy, and the logarithms of latency and size.</summary>
    private static readonly double[] Reference = [0.15, Math.Log(0.7), Math.Log(1.4e6)];

    [Fact]
    public void NsgaTwo_FortyTrials_DominatesMoreThanRandomSearch()
    {
        var (wins, evolved, random) = (0, 0.0, 0.0);
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            var (a, b) = (Volume(SearchAlgorithms.NsgaTwo, seed), Volume(SearchAlgorithms.Random, seed));
            (wins, evolved, random) = (wins + (a > b ? 1 : 0), evolved + a / Seeds, random + b / Seeds);
        }

        output.WriteLine($"NSGA-II {evolved:0.0000}, random {random:0.0000}, {wins} of {Seeds} seeds won");
        Assert.True(evolved > 1.02 * random, $"NSGA-II {evolved}, random {random}");
        Assert.InRange(wins, Seeds * 3 / 4, Seeds);
    }

    private static double Volume(string algorithm, ulong seed)
    {
        var empty = new StudyHistory(Fixtures.Spec with { Seed = seed }, []);
        var history = SearchAlgorithmContract.Run(SearchAlgorithms.Create(algorithm, null), empty, 40, 2);
        var costs = ParetoFront.PointsOf(history).Select(p => new[] { 0.926 + p.Costs[0], p.Costs[1], p.Costs[2] });
        return Hypervolume.Of(costs, Reference);
    }
}
