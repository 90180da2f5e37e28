using System.Collections.Immutable;
using AutoCompress.Host.Store.Rows;
using AutoCompress.Host.Studies;
using AutoCompress.Studies;

namespace AutoCompress.Host.Store.Sqlite;

/// <inheritdoc/>
internal sealed class SqliteArchive(SqliteDatabase database, ChangeSignal changes) : IArchiveStore
{
    /// <inheritdoc/>
    public Task<ImmutableArray<string>> BehindAsync(int limit, CancellationToken cancellationToken) => Task.FromResult(database.Read(session => session
        .Query<string>(
            "SELECT s.id FROM study s LEFT JOIN archive a ON a.study = s.id WHERE coalesce(a.seq, 0) < s.seq ORDER BY s.number LIMIT @limit", new { limit })
        .ToImmutableArray()));

    /// <inheritdoc/>
    public Task<ArchiveProgress?> ProgressAsync(string study, CancellationToken cancellationToken) => Task.FromResult(database.Read(session => session
        .Find<ArchiveRow>(
            """
            SELECT s.seq, coalesce(a.seq, 0) AS archived_seq, coalesce(a.sha256, '') AS sha256
            FROM study s LEFT JOIN archive a ON a.study = s.id WHERE s.id = @study
            """,
            new { study })
        ?.ToProgress()));

    /// <inheritdoc/>
    public Task<StudyPart?> ReadAsync(string study, long after, int limit, bool tail, CancellationToken cancellationToken) => Task.FromResult(database.Read(session =>
    {
        var row = session.Find<StudyRow>("SELECT *, @now AS now FROM study WHERE id = @study", new { study });
        if (row is null || row.Seq <= after)
        {
            return null;
        }

        for (var length = limit; ; length *= 2)
        {
            var events = session
                .Query<EventRow>("SELECT * FROM event WHERE study = @study AND seq > @after ORDER BY seq LIMIT @length", new { study, after, length })
                .Select(happened => happened.ToEvent())
                .ToList();
            if (events.Count == 0)
            {
                return null;
            }

            var decisions = session.Query<DecisionRow>(
                "SELECT seq, at, record FROM decision WHERE study = @study AND seq > @after AND seq <= @last ORDER BY seq",
                new { study, after, last = events[^1].Seq });
            if (StudyPart.End(events, [.. decisions.Select(decision => decision.Seq)], row.Seq) is { } end)
            {
                events.RemoveAll(happened => happened.Seq > end);
                var steps = Steps(session, study, StudyPart.Askers(events), tail && end == row.Seq);
                return PartRows.ToPart(row, events, decisions.Where(decision => decision.Seq <= end), steps);
            }
        }
    }));

    /// <inheritdoc/>
    public Task<bool> RecordAsync(string study, ArchiveHead head, CancellationToken cancellationToken) => Task.FromResult(database.Write("record archive", session =>
    {
        session.Execute(
            """
            INSERT INTO archive (study, seq, sha256) SELECT id, @Seq, @Sha256 FROM study WHERE id = @study
            ON CONFLICT (study) DO UPDATE SET seq = excluded.seq, sha256 = excluded.sha256 WHERE archive.seq < excluded.seq
            """,
            new { study, head.Seq, head.Sha256 });
        return session.Value<long>("SELECT count(*) FROM study WHERE id = @study", new { study }) > 0;
    }));

    /// <inheritdoc/>
    public Task<StudyRemoval> DeleteAsync(string study, CancellationToken cancellationToken)
    {
        var removal = database.Write("delete", session =>
        {
            if (session.Find<StudyRow>("SELECT * FROM study WHERE id = @study", new { study }) is not { } row)
            {
                return StudyRemoval.NotFound;
            }

            if (!row.StateValue.IsFinal())
            {
                return StudyRemoval.NotEnded;
            }

            // A step that others wait for too is theirs from here on; one that only this study wanted is dropped, and its owner finds that out.
            session.Execute(
                """
                UPDATE work SET (study, trial) = (SELECT x.study, x.trial FROM waiter x WHERE x.key = work.key ORDER BY x.study, x.trial LIMIT 1)
                WHERE study = @study AND EXISTS (SELECT 1 FROM waiter x WHERE x.key = work.key);
                DELETE FROM work WHERE study = @study;
                DELETE FROM artifact WHERE key IN (SELECT key FROM step_result WHERE study = @study);
                DELETE FROM step_result WHERE study = @study;
                DELETE FROM archive WHERE study = @study;
                DELETE FROM decision WHERE study = @study;
                DELETE FROM event WHERE study = @study;
                DELETE FROM trial WHERE study = @study;
                DELETE FROM study WHERE id = @study;
                """,
                new { study });
            return StudyRemoval.Removed;
        });
        changes.Pulse();
        return Task.FromResult(removal);
    }

    /// <inheritdoc/>
    public Task<StudyArrival> InsertAsync(StudyRows rows, ArchiveHead archived, string message, CancellationToken cancellationToken)
    {
        var arrival = database.Write("insert", session => Insert(session, rows, archived, message));
        changes.Pulse();
        return Task.FromResult(arrival);
    }

    /// <inheritdoc/>
    public Task ReserveAsync(long number, CancellationToken cancellationToken) => Task.FromResult(database.Write("reserve", session => session.Execute(
        "UPDATE counter SET value = @number WHERE name = 'study' AND value < @number AND @number - value <= @most", new { number, most = StudyNumbers.LongestLeap })));

    private static IReadOnlyList<StepResultRow> Steps(SqliteSession session, string study, ImmutableArray<int> askers, bool running) => session.Query<StepResultRow>(
        """
        SELECT key, name, output, seconds, study, trial FROM step_result
        WHERE study = @study AND (trial IN (SELECT value FROM json_each(@askers))
            OR (@running AND trial IN (SELECT number FROM trial WHERE study = @study AND outcome IS NULL)))
        ORDER BY trial, key
        """,
        new { study, askers = Json.Write(askers), running });

    private static StudyArrival Insert(SqliteSession session, StudyRows rows, ArchiveHead archived, string message)
    {
        var id = rows.Origin.Id;
        if (session.Find<StudyRow>("SELECT * FROM study WHERE id = @id", new { id }) is { } there)
        {
            return rows.Beside(
                there.ToOrigin(),
                session.Find<EventRow>("SELECT * FROM event WHERE study = @id AND seq = @Seq", new { id, rows.Seq })?.ToEvent());
        }

        session.Execute(
            """
            INSERT INTO study (id, number, idempotency_key, spec, inputs, state, message, seq, "plan", front, submitted_at, active_ms, tenant, weight)
            VALUES (@id, @number, CASE WHEN EXISTS (SELECT 1 FROM study WHERE idempotency_key = @IdempotencyKey) THEN NULL ELSE @IdempotencyKey END,
                @spec, @inputs, @state, @Message, @Seq, @plan, @front, @at, @active, @Tenant, @weight)
            """,
            new
            {
                id,
                number = session.Next("study"),
                rows.Origin.IdempotencyKey,
                spec = Json.Write(rows.Origin.Spec),
                inputs = Json.Write(rows.Origin.Inputs),
                state = KebabCase.Of(rows.State),
                rows.Message,
                rows.Seq,
                plan = rows.Plan is null ? null : Json.Write(rows.Plan),
                front = rows.Front is null ? null : Json.Write(rows.Front),
                at = rows.Origin.SubmittedAt.ToUnixTimeMilliseconds(),
                active = (long)rows.ActiveTime.TotalMilliseconds,
                rows.Origin.Spec.Tenant,
                weight = FairShare.Weight(rows.Origin.Spec.Priority),
            });
        SqliteHistory.Insert(session, rows);
        session.Execute("INSERT INTO archive (study, seq, sha256) VALUES (@id, @Seq, @Sha256)", new { id, archived.Seq, archived.Sha256 });
        if (rows.State == StudyState.Paused)
        {
            session.Execute("UPDATE study SET resume_state = @state WHERE id = @id", new { id, state = KebabCase.Of(rows.ResumeState) });
        }
        else if (rows.State.IsActive())
        {
            SqliteStudies.Pause(session, id, message);
        }

        return StudyArrival.Inserted;
    }
}
