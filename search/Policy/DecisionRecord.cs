using System.Collections.Immutable;
using AutoCompress.Studies;

namespace AutoCompress.Search.Policy;

/// <summary>One line of the decision log: a decision with all that it was made from, except what never changes in a study.</summary>
/// <param name="Seq">The study's sequence number that the decision saw.</param>
/// <param name="Trials">How many trials it saw: those numbered from 1 to this.</param>
/// <param name="Running">Numbers of those that it saw running, ascending; of the others it saw the results.</param>
public sealed record DecisionRecord(
    long Seq,
    int Trials,
    ImmutableArray<int> Running,
    StudyClock Clock,
    int FreeSlots,
    int TrainingSlots,
    Decision Decision)
{
    public static DecisionRecord Of(long seq, StudyHistory history, StudyClock clock, int freeSlots, int trainingSlots, Decision decision)
    {
        ArgumentNullException.ThrowIfNull(history);
        return new(
            seq,
            history.Trials.Length,
            [.. history.Trials.Where(trial => trial.IsRunning).Select(trial => trial.Number)],
            clock, freeSlots, trainingSlots, decision);
    }
}
