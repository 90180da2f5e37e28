using System.Collections.Immutable;

namespace AutoCompress.Cluster.Tests.Simulation.Histories;

/// <summary>How a history went.</summary>
/// <param name="Hash">Of everything that happened, in order.</param>
/// <param name="Time">It took in its own time.</param>
/// <param name="Violation">The first invariant that did not hold; null for none.</param>
/// <param name="Trace">Line by line, where it was kept.</param>
internal sealed record HistoryReport(
    HistoryPlan Plan, ulong Hash, TimeSpan Time, HistoryCounts Counts, string? Violation, ImmutableArray<string> Trace);
