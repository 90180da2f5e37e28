using System.Collections.Immutable;
using AutoCompress.Trials;

namespace AutoCompress.Search.Benchmarks;

/// <summary>What one evaluation of a <see cref="IBenchmarkProblem"/> gave.</summary>
/// <param name="Costs">One for each objective, lower is better; empty when the evaluation failed.</param>
/// <param name="Violation">How far the constraints are broken, summed over them; 0 when all hold.</param>
/// <param name="Failure">Why there are no costs; null when there are.</param>
public sealed record BenchmarkValues(ImmutableArray<double> Costs, double Violation = 0, FailureCause? Failure = null)
{
    /// <summary>Costs without constraints.</summary>
    public static BenchmarkValues Of(params ReadOnlySpan<double> costs) => new([.. costs]);

    /// <summary>An evaluation that broke.</summary>
    public static BenchmarkValues Failed(FailureCause cause) => new([], double.PositiveInfinity, cause);
}
