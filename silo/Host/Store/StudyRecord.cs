using System.Collections.Immutable;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Host.Store;

/// <summary>What a turn of a study reads.</summary>
/// <param name="Seq">A turn is committed only if this has not moved.</param>
/// <param name="Plan">Null while the study is planning.</param>
/// <param name="ActiveTime">Spent of the budget until now.</param>
/// <param name="Failure">How a step of the study itself failed.</param>
/// <param name="Due">Running trials that wait for a turn, with the failure of their step where it failed.</param>
/// <param name="LastDecision">The last entry of the decision log as JSON.</param>
internal sealed record StudyRecord(
    string Id,
    StudySpec Spec,
    StudyInputs Inputs,
    StudyState State,
    long Seq,
    StudyPlan? Plan,
    TimeSpan ActiveTime,
    StepFailure? Failure,
    ImmutableArray<Trial> Trials,
    ImmutableSortedDictionary<int, StepFailure?> Due,
    string? LastDecision)
{
    public StudyHistory History => new(Spec, Trials);
}
