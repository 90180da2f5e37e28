using AutoCompress.Search.Planning;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Policy;

/// <summary>What a study that goes on with another one's history makes of the trials that it did not make itself.</summary>
internal static class Inheritance
{
    private static readonly TrialResult Elsewhere = new TrialResult.Stopped("The space of this study does not offer the candidate.");

    /// <summary>
    /// <paramref name="history"/> without the results of inherited candidates that <paramref name="space"/> does not offer: they can neither breed nor be
    /// promoted nor stand on the front, and are known all the same. Whatever else was measured counts as if the study had measured it. The original keeps its
    /// values, since everything is measured against it.
    /// </summary>
    public static StudyHistory In(SearchSpace space, StudyHistory history)
    {
        if (history.Inherited == 0)
        {
            return history;
        }

        var trials = history.Trials.ToBuilder();
        for (var i = 0; i < history.Inherited; i++)
        {
            var trial = trials[i];
            if (trial.Result is TrialResult.Completed && trial.Origin != StudySeeds.Original && !space.Contains(trial.Candidate))
            {
                trials[i] = trial with { Result = Elsewhere };
            }
        }

        return history with { Trials = trials.MoveToImmutable() };
    }
}
