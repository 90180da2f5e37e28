using System.Collections.Immutable;

namespace AutoCompress.Engine.Measuring;

/// <summary>The latencies of all contestants of one measurement.</summary>
/// <param name="Results">In the contestants' order; the first is what the others are compared with.</param>
/// <param name="Rounds">Rounds of paired blocks.</param>
/// <param name="CanaryDrift">How far the fixed workload's time moved between the thirds of the measurement, as a share.</param>
/// <param name="Narrow">Whether every ratio's interval became narrow enough before the budget was spent.</param>
/// <param name="Steady">Whether every contestant became steady in warm-up.</param>
public sealed record LatencyReport(ImmutableArray<LatencyResult> Results, int Rounds, double CanaryDrift, bool Narrow, bool Steady);
