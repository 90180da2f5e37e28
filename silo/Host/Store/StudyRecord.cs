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
/// <param name="Load">How busy the cluster was a moment before: a step that ended between the two is in the load still, and its trial is due.</param>
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
    string? LastDecision,
    ClusterLoad Load)
{
    public StudyHistory History => new(Spec, Trials);

    /// <summary>The study as it is when a turn has recorded <paramref name="finished"/> first.</summary>
    public StudyRecord After(ImmutableArray<(int Trial, TrialResult Result)> finished)
    {
        var trials = Trials.ToBuilder();
        foreach (var (i, (number, result)) in finished.Index())
        {
            trials[number - 1] = trials[number - 1] with { Result = result, FinishedSeq = Seq + 1 + i };
        }

        return this with { Trials = trials.ToImmutable(), Seq = Seq + finished.Length };
    }
}
