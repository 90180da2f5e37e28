using System.Collections.Immutable;

namespace AutoCompress.Cluster.Tests.Simulation.Histories;

/// <summary>A machine of a history.</summary>
/// <param name="Rate">Seconds of its clock for each second.</param>
/// <param name="Offset">Of its wall clock, in seconds.</param>
internal sealed record MachinePlan(int Cores, ImmutableArray<string> Labels, double Rate, double Offset);
