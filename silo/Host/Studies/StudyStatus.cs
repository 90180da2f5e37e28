using AutoCompress.Studies;

namespace AutoCompress.Host.Studies;

/// <summary>A study and how far it is.</summary>
/// <param name="Id">The spec's name, '-' and a number that no other study has.</param>
/// <param name="Message">Why the study is paused or failed; null otherwise.</param>
/// <param name="Seq">Grows with every change of the study; the cursor of its last event.</param>
/// <param name="ActiveTime">What of the budget's time is spent.</param>
/// <param name="RunningTrials">Trials without a result.</param>
/// <param name="CompletedTrials">Trials that were measured.</param>
/// <param name="FinishedTrials">Trials with a result of any kind.</param>
public sealed record StudyStatus(
    string Id,
    StudySpec Spec,
    StudyState State,
    string? Message,
    long Seq,
    DateTimeOffset SubmittedAt,
    TimeSpan ActiveTime,
    int RunningTrials,
    int CompletedTrials,
    int FinishedTrials)
{
    /// <summary>What the study counts within its tenant's share now, 2^this; the spec's until somebody changes it.</summary>
    public int Priority { get; init; } = Spec.Priority;

    /// <summary>Why steps of a study that is worked on do not run, and what changes that; null where they do.</summary>
    public string? Waits { get; init; }

    /// <summary>Whether nothing will change any more.</summary>
    public bool IsFinished => State.IsFinal();
}
