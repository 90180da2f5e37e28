using System.Collections.Immutable;

namespace AutoCompress.Search.Benchmarks;

/// <summary>A finished evaluation, to be scored.</summary>
/// <param name="Costs">As they were measured.</param>
/// <param name="Violation">As it was measured.</param>
/// <param name="Exact">The same free of noise.</param>
public sealed record BenchmarkPoint(ImmutableArray<double> Costs, double Violation, BenchmarkValues Exact);
