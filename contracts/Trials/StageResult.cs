using System.Collections.Immutable;

namespace AutoCompress.Trials;

/// <summary>How one run of a <see cref="Stage"/> ended.</summary>
public abstract record StageResult
{
    private StageResult()
    {
    }

    /// <param name="Files">Output name to a file in the output folder.</param>
    /// <param name="Values">The step's result record as compact JSON.</param>
    public sealed record Succeeded(ImmutableSortedDictionary<string, string> Files, string Values) : StageResult;

    /// <param name="Message">What, where and what to do.</param>
    public sealed record Failed(FailureCause Cause, string Message) : StageResult;
}
