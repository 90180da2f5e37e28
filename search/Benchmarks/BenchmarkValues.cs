using System.Collections.Immutable;
using AutoCompress.Trials;

namespace AutoCompress.Search.Benchmarks;

/// <summary>What one evaluation of a <see cref="IBenchmarkProblem"/> gave.</summary>
/// <param name="Costs">One for each objective, lower is better; empty when the evaluation failed.</param>
/// <param name="Excesses">One for each constraint, which is kept where it is 0 or less.</param>
/// <param name="Failure">Why there are no costs; null when there are.</param>
public sealed record BenchmarkValues(ImmutableArray<double> Costs, ImmutableArray<double> Excesses, FailureCause? Failure = null)
{
    /// <summary>How far the constraints are broken, summed over them; 0 when all hold.</summary>
    public double Violation => Excesses.Sum(excess => Math.Max(0, excess));

    /// <summary>Costs without constraints.</summary>
    public static BenchmarkValues Of(params ReadOnlySpan<double> costs) => new([.. costs], []);

    /// <summary>An evaluation that broke.</summary>
    public static BenchmarkValues Failed(FailureCause cause) => new([], [], cause);
}
