using AutoCompress.Cluster.Tests.Simulation.Memory;
using AutoCompress.Host.Studies;
using AutoCompress.Studies;

namespace AutoCompress.Cluster.Tests.Simulation.Histories;

/// <summary>Knows what must never happen, and looks at everything that does: docs/simulation.md lists the invariants by their numbers.</summary>
internal sealed partial class Oracle(World world, MemoryTables tables, Action<bool> hint) : IStoreWitness
{
    private long _fence;

    public HistoryCounts Counts { get; } = new();

    /// <summary>The first; what follows from it would only confuse.</summary>
    public string? Violation { get; private set; }

    public void Violate(string what) => Violation ??= string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"At {world.Now.TotalSeconds:0.000} s: {what}");

    public void Hinted(bool order) => hint(order);

    public void Wrote(string name)
    {
        Counts.Writes++;
        CheckRows(name);
    }

    private void Check(bool holds, int invariant, string otherwise)
    {
        if (!holds)
        {
            Violate($"[{invariant}] {otherwise}");
        }
    }

    /// <summary>Invariant 1: of all claims, each has a greater fence than those before it.</summary>
    private void CheckFence(long fence, string of)
    {
        Check(fence > _fence, 1, $"The claim of {of} got fence {fence} after {_fence}.");
        _fence = fence;
    }
}
