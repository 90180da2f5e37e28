using System.Globalization;

namespace AutoCompress.Cluster.Tests.Simulation.Histories;

/// <summary>A line of a history's script.</summary>
/// <param name="At">Seconds since the beginning.</param>
/// <param name="Target">Number of the machine or the study.</param>
/// <param name="Seconds">How long it lasts, or until the next life.</param>
internal sealed record Fault(double At, FaultKind Kind, int Target, double Seconds)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At:0.0} s: {Kind} {Target} for {Seconds:0.0} s");
}
