using System.Collections.Immutable;
using AutoCompress.Host.Studies;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Host.Store.Rows;

/// <summary>A row of the table <c>study</c> with its active time, the counts of its trials and the time at which it was read.</summary>
internal sealed class StudyRow
{
    public string Id { get; set; } = "";

    /// <summary>Which call made the study, where the store keeps that.</summary>
    public string? Submission { get; set; }

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

    /// <summary>The store's clock when the row was read, in milliseconds since 1970.</summary>
    public long Now { get; set; }

    public long RunningTrials { get; set; }

    public long CompletedTrials { get; set; }

    public long FinishedTrials { get; set; }

    public StudyState StateValue => KebabCase.Parse<StudyState>(State);

    public TimeSpan Spent => TimeSpan.FromMilliseconds(ActiveMs + ActiveTime.Open(ActiveAt, Now));

    /// <param name="known">The record as it was read before; null where nothing is known.</param>
    /// <param name="trials">Running trials, and those that ended since then, in the order of their number.</param>
    /// <param name="lastDecision">The last entry of the decision log as JSON.</param>
    public StudyRecord ToRecord(StudyRecord? known, ClusterLoad load, IReadOnlyCollection<TrialRow> trials, string? lastDecision) => new(
        Id,
        known?.Spec ?? Json.Read<StudySpec>(Spec),
        known?.Inputs ?? Json.Read<StudyInputs>(Inputs),
        StateValue,
        Seq,
        known?.Plan ?? (Plan is null ? null : Json.Read<StudyPlan>(Plan)),
        Spent,
        Failure is null ? null : Json.Read<StepFailure>(Failure),
        Merge(known?.Trials ?? [], trials),
        trials.Where(trial => trial.Due).ToImmutableSortedDictionary(trial => (int)trial.Number, trial => trial.StepFailure),
        lastDecision,
        load);

    public StudyStatus ToStatus() => new(
        Id,
        Json.Read<StudySpec>(Spec),
        StateValue,
        Message,
        Seq,
        DateTimeOffset.FromUnixTimeMilliseconds(SubmittedAt),
        Spent,
        (int)RunningTrials,
        (int)CompletedTrials,
        (int)FinishedTrials);

    /// <summary>What was running is replaced, what is new comes behind: trials are numbered from 1 without a gap.</summary>
    private static ImmutableArray<Trial> Merge(ImmutableArray<Trial> known, IReadOnlyCollection<TrialRow> changed)
    {
        var trials = known.ToBuilder();
        foreach (var row in changed)
        {
            // A running trial is the same as before: its candidate need not be read again.
            if (row.Number > trials.Count)
            {
                trials.Add(row.ToTrial());
            }
            else if (row.Result is not null)
            {
                trials[(int)row.Number - 1] = row.ToTrial();
            }
        }

        return trials.ToImmutable();
    }
}
