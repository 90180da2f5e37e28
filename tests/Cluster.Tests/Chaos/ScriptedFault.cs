using System.Globalization;

namespace AutoCompress.Cluster.Tests.Chaos;

/// <summary>A fault and when it happens: so many seconds after so many trials have ended.</summary>
internal sealed record ScriptedFault(int AfterTrials, double Delay, Fault Fault)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"after {AfterTrials} trials and {Delay:0.0} s: {Fault}");
}
