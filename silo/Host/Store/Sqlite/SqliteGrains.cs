using System.Collections.Immutable;
using AutoCompress.Host.Store.Rows;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Host.Store.Sqlite;

/// <inheritdoc/>
internal sealed class SqliteGrains(SqliteDatabase database, ChangeSignal changes, ChangeSignal orders) : IGrainStore
{
    private static readonly string Held = $"id = @Study AND fence = @Fence AND owner = @Silo AND state IN {ActiveStates.Sql}";

    /// <inheritdoc/>
    public Task<ImmutableArray<StudyLease>> ClaimAsync(string silo, TimeSpan lease, CancellationToken cancellationToken)
    {
        const string Free = "(s.owner IS NULL OR s.lease_until < @now)";
        var free = $"SELECT s.id FROM study s WHERE s.state IN {ActiveStates.Sql} AND {Free} ORDER BY s.number";
        if (database.Read(session => session.Query<string>(free)).Count == 0)
        {
            return Task.FromResult(ImmutableArray<StudyLease>.Empty);
        }

        return Task.FromResult(database.Write("claim studies", session => session
            .Query<string>(free)
            .Select(study => Claim(session, study, silo, lease))
            .ToImmutableArray()));
    }

    /// <inheritdoc/>
    public Task<StudyRecord?> ReadAsync(StudyLease lease, StudyRecord? known, CancellationToken cancellationToken) => Task.FromResult(database.Read(session =>
    {
        if (session.Find<StudyRow>($"SELECT *, @now AS now FROM study WHERE {Held}", lease) is not { } row)
        {
            return null;
        }

        var trials = session.Query<TrialRow>(
            """
            SELECT * FROM trial WHERE study = @Study AND outcome IS NULL
            UNION ALL SELECT * FROM trial WHERE study = @Study AND finished_seq > @seen
            ORDER BY number
            """,
            new { lease.Study, seen = known?.Seq ?? 0 });
        return row.ToRecord(known, SqliteLoad.Read(session, lease.Study), trials, session.Find<string>("SELECT record FROM decision WHERE study = @Study ORDER BY seq DESC LIMIT 1", lease));
    }));

    /// <inheritdoc/>
    public Task<ImmutableArray<StageAdvance>> AdvanceAsync(StudyLease lease, ImmutableArray<StageWish> wishes, CancellationToken cancellationToken)
    {
        var answers = database.Write("advance", session => wishes.Select(wish => Advance(session, lease, wish)).ToImmutableArray());
        if (answers.Any(answer => answer is StageAdvance.Waiting { IsNew: true }))
        {
            changes.Pulse();
        }

        return Task.FromResult(answers);
    }

    /// <inheritdoc/>
    public Task<TurnOutcome> CommitAsync(StudyLease lease, long seen, StudyTurn turn, CancellationToken cancellationToken)
    {
        var outcome = database.Write("turn", session => Commit(session, lease, seen, turn));
        changes.Pulse();
        if (turn.Finished.Length > 0 || turn.State is not null)
        {
            orders.Pulse();
        }

        return Task.FromResult(outcome);
    }

    /// <inheritdoc/>
    public Task ReleaseAsync(StudyLease lease, CancellationToken cancellationToken)
    {
        database.Write("release", session =>
        {
            SqliteActiveTime.Count(session, lease.Study);
            return session.Execute($"UPDATE study SET owner = NULL, lease_until = NULL, active_at = NULL WHERE {Held}", lease);
        });
        changes.Pulse();
        return Task.CompletedTask;
    }

    /// <summary>Ends a study: running trials are stopped first, so that the event of the last state comes last.</summary>
    public static void End(SqliteSession session, string study, StudyState state, string? message, string reason)
    {
        foreach (var trial in session.Query<int>("SELECT number FROM trial WHERE study = @study AND outcome IS NULL ORDER BY number", new { study }))
        {
            SqliteEvents.Finish(session, study, trial, new TrialResult.Stopped(reason));
        }

        SqliteLeases.Forget(session, study, 0);
        SqliteEvents.ChangeState(session, study, state, message);
        SqliteActiveTime.Count(session, study);
        session.Execute("UPDATE study SET owner = NULL, lease_until = NULL WHERE id = @study", new { study });
    }

    private static StudyLease Claim(SqliteSession session, string study, string silo, TimeSpan lease)
    {
        var fence = session.Next("fence");
        session.Execute(
            "UPDATE study SET owner = @silo, lease_until = @now + @lease, fence = @fence, active_at = NULL WHERE id = @study",
            new { study, silo, fence, lease = (long)lease.TotalMilliseconds });
        SqliteActiveTime.Count(session, study);
        return new StudyLease(study, silo, fence);
    }

    private static StageAdvance Advance(SqliteSession session, StudyLease lease, StageWish wish)
    {
        var (trial, stages) = wish;
        var asker = new { lease.Study, trial = trial ?? 0 };
        if (session.Value<long>($"SELECT count(*) FROM study WHERE {Held}", lease) == 0
            || (trial is not null && session.Value<long>(
                "SELECT count(*) FROM trial WHERE study = @Study AND number = @trial AND outcome IS NULL", asker) == 0))
        {
            return new StageAdvance.Lost();
        }

        var outputs = ImmutableArray.CreateBuilder<StageOutput>(stages.Length);
        var seconds = ImmutableArray.CreateBuilder<double>(stages.Length);
        foreach (var stage in stages)
        {
            var key = stage.Key;
            if (session.Find<StepResultRow>("SELECT * FROM step_result WHERE key = @key", new { key }) is not { } result)
            {
                return new StageAdvance.Waiting(key, Enqueue(session, lease.Study, asker.trial, key, stage));
            }

            outputs.Add(Json.Read<StageOutput>(result.Output));
            seconds.Add(result.Study == lease.Study && result.Trial == asker.trial ? result.Seconds : 0);
        }

        return new StageAdvance.Done(outputs.MoveToImmutable(), seconds.MoveToImmutable());
    }

    /// <returns>Whether anything is queued or waited for that was not before.</returns>
    private static bool Enqueue(SqliteSession session, string study, int trial, string key, Stage stage)
    {
        var arguments = new
        {
            study,
            trial,
            key,
            stage.Name,
            stage.Cores,
            stage = Json.Write(stage),
            labels = Json.Write(stage.Labels),
        };
        var added = session.Execute(
            """
            INSERT INTO work (key, study, trial, name, stage, labels, cores, queued_at)
            VALUES (@key, @study, @trial, @Name, @stage, @labels, @Cores, @now)
            ON CONFLICT (key) DO NOTHING
            """,
            arguments);
        added += session.Execute("INSERT INTO waiter (key, study, trial) VALUES (@key, @study, @trial) ON CONFLICT DO NOTHING", arguments);
        session.Execute("UPDATE trial SET due = 0 WHERE study = @study AND number = @trial", arguments);
        SqliteActiveTime.Count(session, study);
        return added > 0;
    }

    private static TurnOutcome Commit(SqliteSession session, StudyLease lease, long seen, StudyTurn turn)
    {
        if (session.Find<StudyRow>($"SELECT * FROM study WHERE {Held}", lease) is not { } row)
        {
            return TurnOutcome.Lost;
        }

        if (row.Seq != seen)
        {
            return TurnOutcome.Stale;
        }

        foreach (var (trial, result) in turn.Finished)
        {
            SqliteEvents.Finish(session, lease.Study, trial, result);
        }

        foreach (var trial in turn.Proposed)
        {
            SqliteEvents.Propose(session, lease.Study, trial);
        }

        foreach (var wish in turn.Wishes)
        {
            Advance(session, lease, wish);
        }

        Keep(session, lease.Study, "\"plan\"", turn.Plan);
        Keep(session, lease.Study, "front", turn.Front);
        if (turn.State is { } state && state != row.StateValue)
        {
            if (Studies.StudyStates.IsFinal(state))
            {
                End(session, lease.Study, state, turn.Message, turn.EndReason);
            }
            else if (state == StudyState.Paused)
            {
                session.Execute("UPDATE study SET failure = NULL WHERE id = @Study", lease);
                SqliteStudies.Pause(session, lease.Study, turn.Message);
            }
            else
            {
                SqliteEvents.ChangeState(session, lease.Study, state, turn.Message);
            }
        }

        if (turn.Decision is { } decision)
        {
            session.Execute(
                "INSERT INTO decision (study, seq, at, record) SELECT id, seq, @now, @decision FROM study WHERE id = @Study",
                new { lease.Study, decision });
        }

        SqliteActiveTime.Count(session, lease.Study);
        return TurnOutcome.Committed;
    }

    private static void Keep<T>(SqliteSession session, string study, string column, T? value)
        where T : class
    {
        if (value is not null)
        {
            session.Execute($"UPDATE study SET {column} = @text WHERE id = @study", new { study, text = Json.Write(value) });
        }
    }
}
