using AutoCompress.Trials;

namespace AutoCompress.Host.Store;

/// <summary>How a step ended that did not succeed.</summary>
internal sealed record StepFailure(string Stage, FailureCause Cause, string Message);
