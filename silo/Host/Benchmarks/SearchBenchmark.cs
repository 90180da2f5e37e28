using System.Collections.Immutable;
using AutoCompress.Search;
using AutoCompress.Search.Benchmarks;
using AutoCompress.Studies;

namespace AutoCompress.Host.Benchmarks;

/// <summary>Runs search algorithms on problems whose answer is known.</summary>
public static class SearchBenchmark
{
    /// <summary>Stands for every problem, and for every algorithm.</summary>
    public const string Everything = "all";

    /// <summary>Every name that <see cref="Find"/> takes: the problems, their families and <see cref="Everything"/>.</summary>
    public static ImmutableArray<string> ProblemNames { get; } =
    [
        .. BenchmarkProblems.All.Select(problem => problem.Name)
            .Concat(BenchmarkProblems.All.Select(BenchmarkProblems.FamilyOf)).Append(Everything).Distinct(),
    ];

    /// <summary>What a study takes that names no algorithm.</summary>
    public static string DefaultAlgorithm => SearchAlgorithms.Auto;

    public static ImmutableArray<string> AlgorithmNames => SearchAlgorithms.Names;

    /// <summary>The problems that a name means; empty for none.</summary>
    public static ImmutableArray<string> Find(string name) => [.. BenchmarkProblems.Find(name).Select(problem => problem.Name)];

    /// <summary>Runs one algorithm on one problem.</summary>
    /// <param name="problem">The name of one problem.</param>
    /// <param name="algorithm">One of <see cref="AlgorithmNames"/>.</param>
    /// <exception cref="OperationCanceledException">Cancelled between two runs.</exception>
    public static SearchScore Run(string problem, string algorithm, SearchRuns runs, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var solved = BenchmarkProblems.Find(problem).Single();
        var volumes = ImmutableArray.CreateBuilder<double>();
        var times = new List<IReadOnlyList<double>>();
        for (var seed = 1; seed <= runs.Seeds; seed++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var timed = new TimedAlgorithm(SearchAlgorithms.Create(algorithm, null), time);
            var history = BenchmarkStudy.Run(solved, timed, Known(solved, (ulong)seed, runs), runs.Workers);
            volumes.Add(BenchmarkScore.Hypervolume(solved, history, history.Trials.Length));
            times.Add(timed.Milliseconds);
        }

        return new(
            problem, algorithm, runs.Trials, runs.Workers, solved.Reference, solved.IdealHypervolume, volumes.ToImmutable(), Quartiles.Of(volumes),
            ProposalTime.Of(times), runs.Known);
    }

    /// <summary>What is in history before the first proposal, with the budget for all.</summary>
    private static StudyHistory Known(IBenchmarkProblem problem, ulong seed, SearchRuns runs)
    {
        var random = SearchAlgorithms.Create(SearchAlgorithms.Random, null);
        var known = BenchmarkStudy.Run(problem, random, BenchmarkStudy.Start(problem, seed, runs.Known), workers: 1);
        return known with { Spec = BenchmarkStudy.Start(problem, seed, runs.Known + runs.Trials).Spec };
    }
}
