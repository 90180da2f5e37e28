using System.Collections.Immutable;
using System.Globalization;
using AutoCompress.Search.Planning;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Policy;

/// <summary>Decides what a study does next. Pure: the same arguments give the same decision, so that a log of decisions can be replayed.</summary>
/// <remarks>
/// 1. Nothing completes without the original: every value is relative to it. When it fails, so does the study.
/// 2. A running trial is stopped when its optimistic point is beaten by one that finished meanwhile (<see cref="Optimism"/>).
/// 3. Exploring: short trials (rung 0) of <see cref="StudySeeds"/>, then of the study's algorithm, as long as one can finish before the time
///    that <see cref="TrainingSpec.RefineShare"/> sets aside. The original and its int8 form run whatever the budget. Where the budget is long enough for
///    a <see cref="Ladder"/>, good ones go up its rungs meanwhile (<see cref="RungPromotion"/>), in other formats as well (<see cref="SharedTraining"/>).
/// 4. Refining: from the first full training on, or when exploring is over, <see cref="Promotion"/> chooses and
///    <see cref="RefinementSchedule"/> sets how long each trains; a refinement goes on from its checkpoint.
/// 5. Finalising: when nothing runs that is worth waiting for, or the time set aside for the final measurement begins.
/// </remarks>
public static class StudyPolicy
{
    /// <summary>So many probes ended without one completing, and exploring is given up.</summary>
    private const int Patience = 10;

    /// <param name="space">As <see cref="SpacePlanner"/> planned it.</param>
    /// <param name="knowledge">Of before the first trial; null for none.</param>
    /// <param name="clock">The study's active time at the decision.</param>
    /// <param name="freeSlots">Trials that may start now.</param>
    /// <param name="trainingSlots">Trials that can train at once; refinements never exceed it, at least 1.</param>
    public static Decision Decide(
        SearchSpace space, ModelAnalysis analysis, PriorKnowledge? knowledge, StudyHistory history, StudyClock clock, int freeSlots, int trainingSlots)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(analysis);
        ArgumentNullException.ThrowIfNull(history);
        ArgumentOutOfRangeException.ThrowIfLessThan(trainingSlots, 1);
        history = Inheritance.In(space, history);
        var original = history.Trials.FirstOrDefault(trial => trial.Origin == StudySeeds.Original);
        if (original is { Result: not null and not TrialResult.Completed })
        {
            return new Decision.Fail($"The original could not be evaluated, and everything is measured against it. {Explain(original.Result)}"); // 1
        }

        var round = new PolicyRound(
            space, analysis, knowledge, history, clock.ActiveSeconds, freeSlots, trainingSlots,
            StudySeeds.Of(space, analysis, knowledge, history.Spec), (original?.Result as TrialResult.Completed)?.Values);
        return Stop(round) ?? Explore(round) ?? Refine(round) ?? FinaliseOrWait(round); // 2 to 5
    }

    private static Decision.Stop? Stop(PolicyRound round) => round.Lost() is { IsEmpty: false } lost
        ? new("What was finished meanwhile is better in everything than these can become.", lost)
        : null;

    private static Decision.Propose? Explore(PolicyRound round)
    {
        var history = round.History;
        var trialsLeft = history.TrialsLeft;
        var pending = round.Seeds.Where(seed => history.Trials.All(trial => !trial.Candidate.Equals(seed.Candidate))).ToList();
        var anchors = pending.Where(seed => !seed.Trains).Take(Math.Min(trialsLeft, round.FreeSlots)).Select(round.Probe).ToImmutableArray();
        var room = Math.Min(trialsLeft - round.RefinementReserve, round.FreeSlots) - anchors.Length;
        var started = round.IsRefining || IsHopeless(history) ? anchors : anchors.AddRange(round.Continued(room));
        var probes = round.IsRefining || IsHopeless(history) ? 0 : Math.Min(
            room - (started.Length - anchors.Length), round.ProbesInTime(started.Length));
        var proposals = probes > 0
            ? started.AddRange(round.Probes([.. pending.Where(seed => seed.Trains)], started, probes))
            : started;
        return proposals.IsEmpty ? null : new(
            string.Create(CultureInfo.InvariantCulture, $"{trialsLeft} trials and {round.Plan.ExploreUntil - round.Now:0} s are left to explore."),
            StudyState.Exploring, proposals);
    }

    private static Decision.Propose? Refine(PolicyRound round)
    {
        var running = round.History.Trials.Count(trial => trial.IsRunning);
        var slots = Math.Min(round.FreeSlots, round.TrainingSlots - running);
        var trialsLeft = round.History.TrialsLeft;
        if (slots <= 0 || trialsLeft <= 0 || round.Original is null)
        {
            return null;
        }

        var proposals = ImmutableArray.CreateBuilder<Proposal>();
        var history = round.History;
        while (proposals.Count < Math.Min(slots, trialsLeft) && round.NextRefinement(history) is { } proposal)
        {
            proposals.Add(proposal);
            history = PolicyRound.With(history, proposal);
        }

        if (proposals.Count == 0 && running == 0 && round.IsRefining && round.Shared(history, intermediate: false) is { } shared)
        {
            proposals.Add(shared);
        }

        return proposals.Count == 0 ? null : new(
            string.Create(CultureInfo.InvariantCulture, $"{round.Plan.RefineUntil - round.Now:0} s are left to refine the most promising probes."),
            StudyState.Refining, proposals.ToImmutable());
    }

    private static Decision FinaliseOrWait(PolicyRound round)
    {
        var running = round.History.Trials.Where(trial => trial.IsRunning).ToList();
        var anchors = running.Exists(trial => trial.Fidelity.IsUntrained && !trial.Candidate.IsCut());
        var late = running.Exists(trial => trial.Fidelity.IsRefinement) ? round.Plan.Grace : round.Plan.RefineUntil;
        if (running.Count == 0 && round.FreeSlots <= 0 && (round.Original is null || round.Now < late))
        {
            return new Decision.Wait("No slot is free.", round.Original is null ? null : late);
        }

        if (anchors || (running.Count > 0 && round.Now < late))
        {
            return new Decision.Wait(
                running.Count == 1 ? $"Trial {running[0].Number} still runs." : $"{running.Count} trials still run.",
                anchors ? null : NextChange(round, late));
        }

        var left = Math.Max(5, round.Plan.End - round.Now);
        var front = FinalSelection.Of(round.History, left);
        return front.IsEmpty
            ? new Decision.Fail($"No trial completed with a value for each objective. {Causes(round.History)}".TrimEnd())
            : new Decision.Finalise(
                running.Count > 0 ? $"The time for refinement is over; {running.Count} late trials are stopped." : "Nothing is left to try within the budget.",
                front, Math.Round(left, 1));
    }

    private static double NextChange(PolicyRound round, double late) =>
        !round.IsRefining && round.Now < round.Plan.ExploreUntil ? round.Plan.ExploreUntil : late;

    private static bool IsHopeless(StudyHistory history)
    {
        var ended = history.Own.Where(trial => !trial.IsRunning && (trial.Fidelity.IsProbe || (trial.Fidelity.IsUntrained && trial.Candidate.IsCut()))).ToList();
        return ended.Count >= Patience && !ended.Exists(trial => trial.Result is TrialResult.Completed);
    }

    private static string Causes(StudyHistory history) => string.Join("; ", history.Trials
        .Select(trial => Explain(trial.Result)).Where(text => text.Length > 0)
        .GroupBy(text => text).OrderByDescending(group => group.Count()).Take(3).Select(group => $"{group.Count()} x {group.Key}"));

    private static string Explain(TrialResult? result) => result switch
    {
        TrialResult.Failed failed => $"{KebabCase.Of(failed.Cause)}: {failed.Message}",
        TrialResult.Infeasible infeasible => infeasible.Reason,
        TrialResult.Stopped stopped => stopped.Reason,
        _ => "",
    };
}
