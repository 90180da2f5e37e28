using System.Collections.Immutable;

namespace AutoCompress.Host.Studies;

/// <summary>The answer to a submitted study.</summary>
public abstract record Submission
{
    private Submission()
    {
    }

    /// <param name="IsNew">False when the idempotency key named a study that was already there.</param>
    public sealed record Accepted(StudyStatus Study, bool IsNew) : Submission;

    /// <param name="Faults">Everything that is wrong with the spec, each with its remedy.</param>
    public sealed record Refused(ImmutableArray<string> Faults) : Submission;

    /// <summary>The idempotency key belongs to <paramref name="Study"/>, whose spec is another one.</summary>
    public sealed record KeyReused(StudyStatus Study) : Submission;
}
