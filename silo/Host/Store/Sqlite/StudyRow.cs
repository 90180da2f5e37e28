using AutoCompress.Host.Studies;
using AutoCompress.Studies;

namespace AutoCompress.Host.Store.Sqlite;

/// <summary>A row of the table <c>study</c> with its counts.</summary>
internal sealed class StudyRow
{
    public const string Select = """
        SELECT s.*,
            (SELECT count(*) FROM trial t WHERE t.study = s.id AND t.outcome IS NULL) AS running_trials,
            (SELECT count(*) FROM trial t WHERE t.study = s.id AND t.outcome = 'completed') AS completed_trials,
            (SELECT count(*) FROM trial t WHERE t.study = s.id AND t.outcome IS NOT NULL) AS finished_trials
        FROM study s

        """;

    public string Id { get; set; } = "";

    public string Spec { get; set; } = "";

    public string Inputs { get; set; } = "";

    public string State { get; set; } = "";

    public string? ResumeState { get; set; }

    public string? Message { get; set; }

    public long Seq { get; set; }

    public string? Plan { get; set; }

    public string? Front { get; set; }

    public string? Failure { get; set; }

    public long SubmittedAt { get; set; }

    public long ActiveMs { get; set; }

    public long? ActiveAt { get; set; }

    public long Fence { get; set; }

    public long RunningTrials { get; set; }

    public long CompletedTrials { get; set; }

    public long FinishedTrials { get; set; }

    public StudyState StateValue => KebabCase.Parse<StudyState>(State);

    public TimeSpan ActiveTime(long now) => TimeSpan.FromMilliseconds(ActiveMs + SqliteActiveTime.Open(ActiveAt, now));

    public StudyStatus ToStatus(long now) => new(
        Id,
        Json.Read<StudySpec>(Spec),
        StateValue,
        Message,
        Seq,
        DateTimeOffset.FromUnixTimeMilliseconds(SubmittedAt),
        ActiveTime(now),
        (int)RunningTrials,
        (int)CompletedTrials,
        (int)FinishedTrials);
}
