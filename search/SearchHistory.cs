using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using AutoCompress.Search.Pareto;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search;

/// <summary>All that a search may know: no metric, no unit, no model. A formula with plain costs is searched as a study is.</summary>
/// <param name="Seed">Of every random choice, together with the number of observations.</param>
/// <param name="Budget">Trials that may be made, those made already among them.</param>
/// <param name="Objectives">Costs of a completed observation, 1 or more.</param>
/// <param name="Observations">In the order of proposal, running ones among them.</param>
public sealed record SearchHistory(ulong Seed, int Budget, int Objectives, ImmutableArray<Observation> Observations)
{
    /// <summary>Trials never change, nor do specs: what was made of them once is kept as long as they are, and as long as the outlook of their rung is the same.</summary>
    private static readonly ConditionalWeakTable<StudySpec, ConditionalWeakTable<Trial, Seen>> Known = [];

    /// <summary>
    /// The view of a study. Costs are those of <see cref="ObjectiveSet"/>, excesses those of <see cref="ConstraintSet"/>, both of the values
    /// that <see cref="Foresight"/> expects. What earlier studies measured of the same model comes first, as if it had been proposed before.
    /// </summary>
    public static SearchHistory Of(StudyHistory history, PriorKnowledge? knowledge = null)
    {
        ArgumentNullException.ThrowIfNull(history);
        var known = Known.GetValue(history.Spec, _ => []);
        var (objectives, constraints) = (ObjectiveSet.Of(history.Spec), ConstraintSet.Of(history.Spec));
        var outlook = RungOutlook.Of(history);
        var earlier = EarlierPoints.Of(history, knowledge);
        var observations = ImmutableArray.CreateBuilder<Observation>(history.Trials.Length + earlier.Length);
        observations.AddRange(earlier.Select(trial => Observe(trial, objectives, constraints, outlook)));
        foreach (var trial in history.Trials)
        {
            var remaining = outlook.Remaining(trial);
            if (!known.TryGetValue(trial, out var seen) || seen.Remaining != remaining)
            {
                seen = new(Observe(trial, objectives, constraints, outlook), remaining);
                known.AddOrUpdate(trial, seen);
            }

            observations.Add(seen.Observation);
        }

        return new(history.Spec.Seed, history.Spec.Budget.Trials + history.Inherited + earlier.Length, history.Spec.Objectives.Length, observations.MoveToImmutable());
    }

    private static Observation Observe(Trial trial, ObjectiveSet objectives, ConstraintSet constraints, RungOutlook outlook)
    {
        if (trial.Result is not TrialResult.Completed completed)
        {
            return Observation.Without(trial.Candidate, OutcomeOf(trial.Result), trial.Fidelity.Rung);
        }

        var foreseen = Foresight.Of(trial, completed.Values, outlook);
        return Observation.Completed(
            trial.Candidate, objectives.TryCosts(foreseen, out var costs) ? [.. costs] : [], constraints.Excesses(foreseen), trial.Fidelity.Rung);
    }

    private static Outcome OutcomeOf(TrialResult? result) => result switch
    {
        null => Outcome.Running,
        TrialResult.Infeasible => Outcome.Infeasible,
        TrialResult.Failed => Outcome.Failed,
        TrialResult.Stopped => Outcome.Stopped,
        _ => Outcome.Completed,
    };

    private sealed record Seen(Observation Observation, double Remaining);
}
