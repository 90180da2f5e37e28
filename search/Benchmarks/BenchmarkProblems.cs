using System.Collections.Immutable;
using AutoCompress.Search.Benchmarks.Compression;
using AutoCompress.Search.Benchmarks.Problems;

namespace AutoCompress.Search.Benchmarks;

/// <summary>All problems by their name.</summary>
public static class BenchmarkProblems
{
    private const string Everything = "all";

    public static ImmutableArray<IBenchmarkProblem> All { get; } = [.. Zdt.All, .. Dtlz.All, .. Wfg.All, .. Mw.All, new CompressionProblem()];

    /// <summary>The problem of that name, the problems of that family ("zdt"), or every one for "all"; empty when there is none.</summary>
    public static ImmutableArray<IBenchmarkProblem> Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return [.. All.Where(problem => name == Everything || problem.Name == name || FamilyOf(problem) == name)];
    }

    /// <summary>The letters in front of the number, such as "zdt".</summary>
    public static string FamilyOf(IBenchmarkProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return problem.Name.TrimEnd([.. "0123456789"]);
    }
}
