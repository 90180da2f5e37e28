namespace AutoCompress.Trials;

/// <summary>An expected failure on its way from the engine to a <see cref="TrialResult.Failed"/>: bad input or a broken environment, never a bug.</summary>
public sealed class StepFailureException(FailureCause cause, string message, Exception? inner = null) : Exception(message, inner)
{
    public FailureCause Cause { get; } = cause;
}
