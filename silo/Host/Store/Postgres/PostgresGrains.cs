using System.Collections.Immutable;
using AutoCompress.Host.Store.Rows;
using AutoCompress.Host.Studies;
using AutoCompress.Studies;
using AutoCompress.Trials;
using Dapper;

namespace AutoCompress.Host.Store.Postgres;

/// <inheritdoc/>
internal sealed class PostgresGrains(PostgresDatabase database, PostgresHints hints) : IGrainStore
{
    private static readonly string Free =
        $"s.state IN {ActiveStates.Sql} AND (s.owner IS NULL OR s.lease_until < autocompress.now_ms())";

    private static readonly string Held = $"s.id = @Study AND s.fence = @Fence AND s.owner = @Silo AND s.state IN {ActiveStates.Sql}";

    /// <inheritdoc/>
    public async Task<ImmutableArray<StudyLease>> ClaimAsync(string silo, TimeSpan lease, CancellationToken cancellationToken)
    {
        var any = await database.ReadAsync(
            session => session.FindAsync<bool>($"SELECT EXISTS (SELECT 1 FROM autocompress.study s WHERE {Free})"), cancellationToken).ConfigureAwait(false);
        return any ? await database.WriteAsync(session => ClaimAsync(session, silo, lease), cancellationToken).ConfigureAwait(false) : [];
    }

    /// <inheritdoc/>
    /// <remarks>
    /// <para>The load is read first: a step that ends meanwhile is still in the load, and one that ended before has left its trial due. The other
    /// way round it could be in neither, and what is proposed would depend on who was faster.</para>
    /// <para>Then the study's row: what the rest shows of a later time makes the turn stale, and it is not committed.</para>
    /// </remarks>
    public Task<StudyRecord?> ReadAsync(StudyLease lease, StudyRecord? known, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            await using var results = await session.QueryManyAsync(
                $"""
                {PostgresLoad.Queries}
                SELECT s.id, s.state, s.seq, s.failure, {(known is null ? "s.spec, s.inputs," : "")} {(known?.Plan is null ? "s.plan," : "")}
                    a.spent_ms AS active_ms, a.since AS active_at, autocompress.now_ms() AS now
                FROM autocompress.study s JOIN autocompress.active_time a ON a.study = s.id WHERE {Held};
                SELECT * FROM autocompress.trial WHERE study = @Study AND outcome IS NULL
                UNION ALL SELECT * FROM autocompress.trial WHERE study = @Study AND finished_seq > @seen AND outcome IS NOT NULL
                ORDER BY number;
                SELECT record FROM autocompress.decision WHERE study = @Study ORDER BY seq DESC LIMIT 1;
                """,
                new { lease.Study, lease.Fence, lease.Silo, seen = known?.Seq ?? 0, measure = StageLabels.Measure }).ConfigureAwait(false);
            var load = await PostgresLoad.ReadAsync(results, lease.Study).ConfigureAwait(false);
            var row = await results.FindAsync<StudyRow>().ConfigureAwait(false);
            var trials = await results.ReadAsync<TrialRow>().ConfigureAwait(false);
            return row?.ToRecord(known, load, trials, await results.FindAsync<string>().ConfigureAwait(false));
        },
        cancellationToken);

    /// <inheritdoc/>
    public async Task<ImmutableArray<StageAdvance>> AdvanceAsync(StudyLease lease, ImmutableArray<StageWish> wishes, CancellationToken cancellationToken)
    {
        var found = await database.ReadAsync(session => PostgresAdvance.FindAsync(session, lease, Held, wishes), cancellationToken).ConfigureAwait(false);
        var answers = found
            ?? await database.WriteAsync(session => PostgresAdvance.RunAsync(session, lease, Held, wishes), cancellationToken).ConfigureAwait(false);
        if (answers.Any(answer => answer is StageAdvance.Waiting { IsNew: true }))
        {
            hints.Changed();
        }

        return answers;
    }

    /// <inheritdoc/>
    public async Task<TurnOutcome> CommitAsync(StudyLease lease, long seen, StudyTurn turn, CancellationToken cancellationToken)
    {
        var outcome = await database.WriteAsync(session => CommitAsync(session, lease, seen, turn), cancellationToken).ConfigureAwait(false);
        hints.Changed();
        if (turn.Finished.Length > 0 || turn.State is not null)
        {
            hints.Ordered();
        }

        return outcome;
    }

    /// <inheritdoc/>
    public async Task ReleaseAsync(StudyLease lease, CancellationToken cancellationToken)
    {
        await database.WriteAsync(
            async session =>
            {
                var released = await session.ExecuteAsync(
                    $"UPDATE autocompress.study s SET owner = NULL, lease_until = NULL WHERE {Held}", lease).ConfigureAwait(false);
                await PostgresActiveTime.CountAsync(session, lease.Study).ConfigureAwait(false);
                return released;
            },
            cancellationToken).ConfigureAwait(false);
        hints.Changed();
    }

    private static async Task<ImmutableArray<StudyLease>> ClaimAsync(PostgresSession session, string silo, TimeSpan lease)
    {
        var claimed = await session.QueryAsync<StudyLease>(
            $"""
            WITH free AS MATERIALIZED (
                SELECT s.id FROM autocompress.study s WHERE {Free} ORDER BY s.number FOR NO KEY UPDATE SKIP LOCKED)
            UPDATE autocompress.study s
            SET owner = @silo, lease_until = autocompress.now_ms() + @lease, fence = nextval('autocompress.fence')
            FROM free WHERE s.id = free.id
            RETURNING s.id AS study, s.owner AS silo, s.fence
            """,
            new { silo, lease = (long)lease.TotalMilliseconds }).ConfigureAwait(false);
        if (claimed.Count > 0)
        {
            // An interval that the last owner left open ended with its last heartbeat.
            var studies = claimed.Select(one => one.Study).ToArray();
            await session.ExecuteAsync(
                $"""
                UPDATE autocompress.active_time SET since = NULL WHERE study IN (
                    SELECT study FROM autocompress.active_time WHERE study = ANY(@studies) ORDER BY study FOR UPDATE);
                {PostgresActiveTime.Count}
                """,
                new { studies }).ConfigureAwait(false);
        }

        return [.. claimed.OrderBy(one => one.Fence)];
    }

    private static async Task<TurnOutcome> CommitAsync(PostgresSession session, StudyLease lease, long seen, StudyTurn turn)
    {
        await using var results = await session.QueryManyAsync(
            $"""
            SELECT s.id, s.seq, s.state, s.message FROM autocompress.study s WHERE {Held} FOR NO KEY UPDATE;
            SELECT * FROM autocompress.trial WHERE study = @Study AND number = ANY(@finished) AND outcome IS NULL;
            SELECT DISTINCT key FROM autocompress.waiter WHERE study = @Study AND trial = ANY(@finished);
            SELECT key FROM autocompress.step_result WHERE key = ANY(@keys);
            """,
            new
            {
                lease.Study,
                lease.Fence,
                lease.Silo,
                finished = turn.Finished.Select(one => one.Trial).ToArray(),
                keys = turn.Wishes.SelectMany(wish => wish.Stages).Select(stage => stage.Key).Distinct().ToArray(),
            }).ConfigureAwait(false);
        var row = await results.FindAsync<StudyRow>().ConfigureAwait(false);
        var running = (await results.ReadAsync<TrialRow>().ConfigureAwait(false)).Select(trial => trial.ToTrial()).ToList();
        var waits = await results.ReadAsync<string>().ConfigureAwait(false);
        var found = (await results.ReadAsync<string>().ConfigureAwait(false)).ToHashSet(StringComparer.Ordinal);
        if (row is null || row.Seq != seen)
        {
            return row is null ? TurnOutcome.Lost : TurnOutcome.Stale;
        }

        var writer = PostgresTurn.Of(session, row);
        writer.Finish(turn.Finished, running, waits);
        writer.Propose(turn.Proposed);
        PostgresAdvance.Queue(writer.Script, lease.Study, turn.Wishes, found);
        if (turn.Plan is not null || turn.Front is not null)
        {
            writer.Script.Add(
                "UPDATE autocompress.study SET plan = coalesce(@plan, plan), front = coalesce(@front, front) WHERE id = @Study",
                new { lease.Study, plan = Written(turn.Plan), front = Written(turn.Front) });
        }

        if (turn.State is { } state && state != row.StateValue)
        {
            await ChangeStateAsync(lease, turn, writer, state).ConfigureAwait(false);
        }

        if (turn.Decision is { } decision)
        {
            writer.Script.Add(
                """
                INSERT INTO autocompress.decision (study, seq, at, record)
                SELECT id, seq, autocompress.now_ms(), @decision FROM autocompress.study WHERE id = @Study
                """,
                new { lease.Study, decision });
        }

        writer.Script.Add(PostgresActiveTime.Count, new { studies = new[] { lease.Study } });
        await writer.RunAsync().ConfigureAwait(false);
        return TurnOutcome.Committed;
    }

    private static async Task ChangeStateAsync(StudyLease lease, StudyTurn turn, PostgresTurn writer, StudyState state)
    {
        if (state.IsFinal())
        {
            await writer.EndAsync(state, turn.Message, turn.EndReason).ConfigureAwait(false);
        }
        else if (state == StudyState.Paused)
        {
            writer.Script.Add("UPDATE autocompress.study SET failure = NULL WHERE id = @Study", new { lease.Study });
            writer.Pause(turn.Message);
        }
        else
        {
            writer.ChangeState(state, turn.Message);
        }
    }

    private static string? Written<T>(T? value)
        where T : class => value is null ? null : Json.Write(value);
}
