using System.Collections.Immutable;
using AutoCompress.Trials;

namespace AutoCompress.Host.Store;

/// <summary>The right to run a step and to write its result.</summary>
/// <param name="Work">The row's number.</param>
/// <param name="Study">The study that asked for the step first.</param>
/// <param name="Trial">The trial that asked first; null for a step of the study itself.</param>
/// <param name="Fence">Greater than that of every earlier claim of anything.</param>
/// <param name="Attempt">From 1; claims by silos that were lost or drained do not count.</param>
internal sealed record StepLease(long Work, string Study, int? Trial, Stage Stage, string Key, string Silo, long Fence, int Attempt)
{
    /// <summary>What an earlier owner left of its work: name to artifact; null for nothing.</summary>
    public ImmutableSortedDictionary<string, string>? Checkpoint { get; init; }
}
