using AutoCompress.Trials;

namespace AutoCompress.Host.Store;

/// <summary>A step that succeeded and is to be recorded.</summary>
/// <param name="Seconds">How long it ran.</param>
internal sealed record FinishedStep(StepLease Lease, StageOutput Output, double Seconds);
