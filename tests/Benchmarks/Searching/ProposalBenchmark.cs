using System.Globalization;
using AutoCompress.Search;
using AutoCompress.Search.Benchmarks;
using AutoCompress.Studies;

namespace AutoCompress.Benchmarks.Searching;

/// <summary>What one more proposal costs behind a long history, and how that grows with it.</summary>
internal static class ProposalBenchmark
{
    private const int Rounds = 9;
    private static readonly int[] Lengths = [1_000, 2_500, 5_000, 10_000];

    /// <param name="args">Algorithms; none for all.</param>
    public static int Run(string[] args)
    {
        Console.WriteLine("problem algorithm               trials  first ms  median ms");
        foreach (var problem in new[] { "zdt1", "dtlz2" }.Select(name => BenchmarkProblems.Find(name).Single()))
        {
            foreach (var algorithm in args.Length > 0 ? args : [.. SearchAlgorithms.Names])
            {
                foreach (var length in Lengths)
                {
                    var (first, median) = Time(problem, algorithm, length);
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{problem.Name,-7} {algorithm,-22} {length,8} {first,9:0.0} {median,10:0.0}"));
                }
            }
        }

        return 0;
    }

    /// <summary>The first proposal in a process that has not seen the history, and the median of those that follow, each after one more finished trial.</summary>
    private static (double First, double Median) Time(IBenchmarkProblem problem, string name, int length)
    {
        var start = BenchmarkStudy.Start(problem, 1, length + Rounds);
        var history = BenchmarkStudy.Run(problem, SearchAlgorithms.Create(SearchAlgorithms.QuasiRandom, null), start with { Spec = start.Spec with { Budget = new Budget { Trials = length } } }, 1);
        history = history with { Spec = start.Spec };
        var timed = new StopwatchAlgorithm(SearchAlgorithms.Create(name, null));
        _ = BenchmarkStudy.Run(problem, timed, history, 1);
        return (timed.Milliseconds[0], timed.Milliseconds.Skip(1).Order().ElementAt((Rounds - 1) / 2));
    }
}
