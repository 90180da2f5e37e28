using System.Collections.Immutable;
using AutoCompress.Trials;

namespace AutoCompress.Studies;

/// <summary>The trials of a study in the order of their number, finished and running: the one source of truth of a search.</summary>
public sealed record StudyHistory(StudySpec Spec, ImmutableArray<Trial> Trials)
{
    /// <summary>Completed trials with their values, in the order of their number.</summary>
    public IEnumerable<(Trial Trial, TrialResult.Completed Result)> Completed =>
        from trial in Trials
        where trial.Result is TrialResult.Completed
        select (trial, (TrialResult.Completed)trial.Result!);
}
