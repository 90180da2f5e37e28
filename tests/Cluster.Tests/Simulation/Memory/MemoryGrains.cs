using System.Collections.Immutable;
using AutoCompress.Host.Store;
using AutoCompress.Host.Studies;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Simulation.Memory;

/// <inheritdoc/>
internal sealed class MemoryGrains(MemoryTables tables) : IGrainStore
{
    public Task<ImmutableArray<StudyLease>> ClaimAsync(string silo, TimeSpan lease, CancellationToken cancellationToken)
    {
        var now = tables.Now;
        var free = tables.Studies.Where(study => study.IsActive && (study.Owner is null || study.LeaseUntil < now)).ToList();
        return Task.FromResult(free.Count == 0 ? [] : tables.Write("claim studies", () => free.Select(study => Claim(study, silo, lease)).ToImmutableArray()));
    }

    public Task<StudyRecord?> ReadAsync(StudyLease lease, StudyRecord? known, CancellationToken cancellationToken) =>
        tables.Read(() => tables.Study(lease.Study) is { } study && study.IsHeld(lease) ? study.ToRecord(tables.Now, MemoryLoad.Of(tables, study.Id)) : null);

    public Task<ImmutableArray<StageAdvance>> AdvanceAsync(StudyLease lease, ImmutableArray<StageWish> wishes, CancellationToken cancellationToken)
    {
        var answers = tables.Write("advance", () => wishes.Select(wish => Advance(lease, wish.Trial ?? 0, wish.Stages)).ToImmutableArray());
        if (answers.Any(answer => answer is StageAdvance.Waiting { IsNew: true }))
        {
            tables.Changed();
        }

        return Task.FromResult(answers);
    }

    public Task<TurnOutcome> CommitAsync(StudyLease lease, long seen, StudyTurn turn, CancellationToken cancellationToken)
    {
        TurnOutcome outcome;
        try
        {
            outcome = tables.Write("turn", () => Commit(lease, seen, turn));
        }
        catch (InvalidOperationException problem)
        {
            return Task.FromException<TurnOutcome>(problem);
        }

        tables.Changed();
        if (turn.Finished.Length > 0 || turn.State is not null)
        {
            tables.Ordered();
        }

        return Task.FromResult(outcome);
    }

    public Task ReleaseAsync(StudyLease lease, CancellationToken cancellationToken)
    {
        tables.Write("release", () =>
        {
            if (tables.Study(lease.Study) is { } study && study.IsHeld(lease))
            {
                MemoryActiveTime.Count(tables, study);
                (study.Owner, study.ActiveAt) = (null, null);
            }

            return true;
        });
        tables.Changed();
        return Task.CompletedTask;
    }

    private StudyLease Claim(MemoryStudy study, string silo, TimeSpan lease)
    {
        // An interval that the last owner left open ended with its last heartbeat.
        (study.Owner, study.LeaseUntil, study.Fence, study.ActiveAt) = (silo, tables.Now + (long)lease.TotalMilliseconds, tables.NextFence(), null);
        MemoryActiveTime.Count(tables, study);
        var claimed = new StudyLease(study.Id, silo, study.Fence);
        tables.Witness?.StudyClaimed(claimed);
        return claimed;
    }

    private StageAdvance Advance(StudyLease lease, int trial, ImmutableArray<Stage> stages)
    {
        if (tables.Study(lease.Study) is not { } study || !study.IsHeld(lease)
            || (trial != 0 && !(trial <= study.Trials.Count && study.Trials[trial - 1].Trial.IsRunning)))
        {
            return new StageAdvance.Lost();
        }

        var found = ImmutableArray.CreateBuilder<MemoryResult>(stages.Length);
        foreach (var stage in stages)
        {
            var key = stage.Key;
            if (tables.Results.GetValueOrDefault(key) is not { } result)
            {
                return new StageAdvance.Waiting(key, Enqueue(study, trial, key, stage));
            }

            tables.Witness?.ResultAsked(key);
            result.UsedAt = tables.Now - result.UsedAt > tables.Coalesced && !tables.Has(MemoryFlaws.NoNoteOfUse) ? tables.Now : result.UsedAt;
            found.Add(result);
        }

        return new StageAdvance.Done(
            [.. found.Select(result => result.Output)],
            [.. found.Select(result => result.Study == study.Id && result.Trial == trial ? result.Seconds : 0)]);
    }

    /// <returns>Whether anything is queued or waited for that was not before.</returns>
    private bool Enqueue(MemoryStudy study, int trial, string key, Stage stage)
    {
        if (!tables.Work.TryGetValue(key, out var step))
        {
            tables.Work[key] = step = new MemoryWorkRow(tables.NextWork(), key, study.Id, trial, stage);
        }

        var isNew = step.Waiters.Add((study.Id, trial));
        if (trial != 0)
        {
            study.Trials[trial - 1].Due = false;
        }

        MemoryActiveTime.Count(tables, study);
        return isNew;
    }

    private TurnOutcome Commit(StudyLease lease, long seen, StudyTurn turn)
    {
        if (tables.Study(lease.Study) is not { } study || !study.IsHeld(lease))
        {
            return TurnOutcome.Lost;
        }

        if (study.Seq != seen && !tables.Has(MemoryFlaws.NoSeqCheck))
        {
            return TurnOutcome.Stale;
        }

        if (turn.Finished.Select(one => one.Trial).FirstOrDefault(number => number > study.Trials.Count || !study.Trials[number - 1].Trial.IsRunning) is > 0 and var ended)
        {
            throw new InvalidOperationException($"Trial {ended} of {study.Id} is not running.");
        }

        tables.Witness?.TurnAccepted(study, lease, seen, turn);
        foreach (var (trial, result) in turn.Finished)
        {
            MemoryEvents.Finish(tables, study, trial, result);
        }

        foreach (var trial in turn.Proposed)
        {
            MemoryEvents.Propose(tables, study, trial);
        }

        foreach (var wish in turn.Wishes)
        {
            Advance(lease, wish.Trial ?? 0, wish.Stages);
        }

        (study.Plan, study.Front) = (turn.Plan ?? study.Plan, turn.Front ?? study.Front);
        if (turn.State is { } state && state != study.State)
        {
            ChangeState(study, state, turn);
        }

        if (turn.Decision is { } decision)
        {
            study.Decisions.Add(new LoggedDecision(study.Seq, DateTimeOffset.FromUnixTimeMilliseconds(tables.Now), decision));
        }

        MemoryActiveTime.Count(tables, study);
        return TurnOutcome.Committed;
    }

    private void ChangeState(MemoryStudy study, StudyState state, StudyTurn turn)
    {
        if (state.IsFinal())
        {
            MemoryEvents.End(tables, study, state, turn.Message, turn.EndReason);
        }
        else if (state == StudyState.Paused)
        {
            study.Failure = null;
            MemoryEvents.Pause(tables, study, turn.Message);
        }
        else
        {
            MemoryEvents.ChangeState(tables, study, state, turn.Message);
        }
    }
}
