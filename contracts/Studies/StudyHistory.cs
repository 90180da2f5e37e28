using System.Collections.Immutable;
using AutoCompress.Trials;

namespace AutoCompress.Studies;

/// <summary>The trials of a study in the order of their number, finished and running: the one source of truth of a search.</summary>
public sealed record StudyHistory(StudySpec Spec, ImmutableArray<Trial> Trials)
{
    /// <summary>How many of the trials are those of an earlier study.</summary>
    public int Inherited => Math.Min(Spec.Continues?.Trials ?? 0, Trials.Length);

    /// <summary>The trials that the study made itself: what its budget pays for.</summary>
    public IEnumerable<Trial> Own => Trials.Skip(Inherited);

    /// <summary>Trials of the budget that are not made yet.</summary>
    public int TrialsLeft => Spec.Budget.Trials - (Trials.Length - Inherited);

    /// <summary>Completed trials with their values, in the order of their number.</summary>
    public IEnumerable<(Trial Trial, TrialResult.Completed Result)> Completed =>
        from trial in Trials
        where trial.Result is TrialResult.Completed
        select (trial, (TrialResult.Completed)trial.Result!);
}
