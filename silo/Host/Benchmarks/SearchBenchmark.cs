using System.Collections.Immutable;
using AutoCompress.Search;
using AutoCompress.Search.Benchmarks;

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
    public static string DefaultAlgorithm => SearchAlgorithms.Names[0];

    public static ImmutableArray<string> AlgorithmNames => SearchAlgorithms.Names;

    /// <summary>The problems that a name means; empty for none.</summary>
    public static ImmutableArray<string> Find(string name) => [.. BenchmarkProblems.Find(name).Select(problem => problem.Name)];

    /// <summary>One run for each seed from 1 to <paramref name="seeds"/>.</summary>
    /// <param name="problem">The name of one problem.</param>
    /// <param name="algorithm">One of <see cref="AlgorithmNames"/>.</param>
    /// <param name="trials">Evaluations of each run, at least 1.</param>
    /// <param name="workers">Evaluations at once, at least 1.</param>
    /// <exception cref="OperationCanceledException">Cancelled between two runs.</exception>
    public static SearchScore Run(string problem, string algorithm, int trials, int seeds, int workers, TimeProvider time, CancellationToken cancellationToken)
    {
        var known = BenchmarkProblems.Find(problem).Single();
        var volumes = ImmutableArray.CreateBuilder<double>();
        var times = new List<IReadOnlyList<double>>();
        for (var seed = 1; seed <= seeds; seed++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var timed = new TimedAlgorithm(SearchAlgorithms.Create(algorithm, null), time);
            var history = BenchmarkStudy.Run(known, timed, BenchmarkStudy.Start(known, (ulong)seed, trials), workers);
            volumes.Add(BenchmarkScore.Hypervolume(known, history, trials));
            times.Add(timed.Milliseconds);
        }

        return new(
            problem, algorithm, trials, workers, known.Reference, known.IdealHypervolume, volumes.ToImmutable(), Quartiles.Of(volumes), ProposalTime.Of(times));
    }
}
