namespace AutoCompress.Cluster.Tests.Simulation.Histories;

/// <summary>How steps end, as shares of the steps (failing, killing) or of their runs (a full disk).</summary>
/// <param name="Failing">Fail in every run.</param>
/// <param name="Killing">Kill the silo that runs them, as long as there are faults.</param>
/// <param name="DiskFull">Fail for want of space.</param>
/// <param name="Seconds">A usual step takes.</param>
internal sealed record StagePlan(double Failing, double Killing, double DiskFull, double Seconds);
