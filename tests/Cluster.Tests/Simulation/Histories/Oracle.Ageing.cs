using AutoCompress.Cluster.Tests.Simulation.Memory;
using AutoCompress.Host.Store;
using AutoCompress.Host.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Simulation.Histories;

internal sealed partial class Oracle
{
    private readonly Dictionary<string, long> _asked = new(StringComparer.Ordinal);
    private readonly HashSet<string> _aged = new(StringComparer.Ordinal);

    /// <summary>Made counts as asked for.</summary>
    public void ResultAsked(string key)
    {
        _asked[key] = tables.Now;
        Counts.Remade += _aged.Remove(key) ? 1 : 0;
    }

    /// <summary>Invariant 19: what a study needs that goes on does not grow old.</summary>
    public void ResultAged(MemoryResult result, TimeSpan unused)
    {
        Counts.Aged++;
        _aged.Add(result.Key);
        Check(tables.Study(result.Study)!.State.IsFinal(), 19, $"The result of {result.Key} was forgotten though {result.Study}, which made it, goes on.");
        var asked = tables.Now - _asked[result.Key];
        Check(
            asked >= (long)unused.TotalMilliseconds - tables.Coalesced,
            19,
            $"The result of {result.Key} was forgotten {asked} ms after it was asked for; {unused.TotalMilliseconds} ms less {tables.Coalesced} it is safe.");
    }

    /// <summary>Invariant 20: what is gone is made again.</summary>
    public void StepFailed(MemoryWorkRow step, StepFailure failure) => Check(
        failure.Cause != FailureCause.Internal, 20, $"The step {step.Key} failed, which no candidate can be blamed for: {failure.Message}");
}
