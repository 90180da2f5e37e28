using System.Collections.Immutable;

namespace AutoCompress.Host.Silos;

/// <summary>A worker process of the cluster as the store knows it.</summary>
/// <param name="Labels">What it offers: "cpu", "measure", …</param>
/// <param name="Cores">Slots for steps that take one core.</param>
/// <param name="RunningSteps">Steps it holds a lease on.</param>
/// <param name="IsAlive">False when its lease ran out without a farewell.</param>
/// <param name="IsDraining">True when it finishes what it has and takes nothing new.</param>
public sealed record SiloStatus(
    string Id, ImmutableArray<string> Labels, int Cores, int RunningSteps, DateTimeOffset StartedAt, DateTimeOffset SeenAt, bool IsAlive, bool IsDraining)
{
    /// <summary>Why it takes nothing new, where nobody asked it to stop; null otherwise.</summary>
    public string? Reason { get; init; }
}
