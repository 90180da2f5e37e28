using AutoCompress.Search.Benchmarks;
using AutoCompress.Search.Pareto;
using AutoCompress.Trials;

namespace AutoCompress.Search.Tests.Benchmarks;

public sealed class BenchmarkStudyTests
{
    private static readonly IBenchmarkProblem Problem = BenchmarkProblems.Find("zdt1").Single();

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void Run_WithWorkers_FinishesTheBudgetsTrialsWithTheProblemsOwnCosts(int workers)
    {
        var history = BenchmarkStudy.Run(Problem, SearchAlgorithms.Create(SearchAlgorithms.Random, null), BenchmarkStudy.Start(Problem, 3, 30), workers);

        Assert.Equal(30, history.Trials.Length);
        Assert.All(ParetoFront.PointsOf(history), point =>
        {
            Assert.Equal(Problem.Evaluate(point.Trial.Candidate, 0, 0).Costs.Select(cost => Math.Round(cost, 12)), point.Costs.Select(cost => Math.Round(cost, 12)));
            Assert.Equal(0, point.Violation);
        });
        Assert.Equal(30, history.Completed.Count());
    }

    [Fact]
    public void Run_EightWorkers_ProposesBeforeTheOldestSevenAreFinished()
    {
        var spy = new RunningCount();

        BenchmarkStudy.Run(Problem, spy, BenchmarkStudy.Start(Problem, 3, 20), 8);

        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 7, 7], spy.Seen.Take(10));
    }

    [Fact]
    public void ResultOf_ExcessesAndFailure_ReachTheSearchAsTheyAre()
    {
        var constrained = BenchmarkProblems.Find("mw7").Single();
        var violated = BenchmarkStudy.ResultOf(constrained, new([1, 2], [0.25, -0.5]));
        var history = BenchmarkStudy.Start(constrained, 1, 1);
        history = history with { Trials = [new(1, BenchmarkCandidates.Middle(constrained.Space), new(0, 0), "test", null, 1, violated)] };

        Assert.Equal(0.25, ParetoFront.PointsOf(history).Single().Violation, 12);
        Assert.Equal([0.25, -0.5], SearchHistory.Of(history).Observations.Single().Excesses.Select(excess => Math.Round(excess, 12)));
        Assert.Equal(FailureCause.OutOfMemory, Assert.IsType<TrialResult.Failed>(BenchmarkStudy.ResultOf(Problem, BenchmarkValues.Failed(FailureCause.OutOfMemory))).Cause);
    }

    [Fact]
    public void Hypervolume_OfAPrefix_GrowsToThatOfTheWhole()
    {
        var history = BenchmarkStudy.Run(Problem, SearchAlgorithms.Create(SearchAlgorithms.Random, null), BenchmarkStudy.Start(Problem, 3, 60), 1);

        var volumes = new[] { 0, 1, 20, 60 }.Select(trials => BenchmarkScore.Hypervolume(Problem, history, trials)).ToArray();

        Assert.Equal(0, volumes[0]);
        Assert.Equal(volumes.Order(), volumes);
        Assert.InRange(volumes[3], volumes[1] + 1, Problem.IdealHypervolume!.Value);
        var one = Problem.Evaluate(history.Trials[0].Candidate, 0, 0).Costs;
        Assert.Equal((11 - one[0]) * (11 - one[1]), volumes[1], 9);
    }
}
