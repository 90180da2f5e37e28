using System.Globalization;
using AutoCompress.Host.Store.Rows;
using AutoCompress.Host.Studies;
using AutoCompress.Studies;

namespace AutoCompress.Host.Store.Postgres;

/// <summary>Writes a study that arrives whole.</summary>
internal static class PostgresArrival
{
    private const string Study = """
        INSERT INTO autocompress.study (
            id, number, idempotency_key, submission, spec, inputs, state, resume_state, message, seq, plan, front, submitted_at)
        SELECT @id, nextval('autocompress.study_number'),
            CASE WHEN @key IS NULL OR EXISTS (SELECT 1 FROM autocompress.study WHERE idempotency_key = @key) THEN @submission ELSE @key END,
            @submission, @spec, @inputs, @state, @resume, @message, @Seq, @plan, @front, @at
        ON CONFLICT DO NOTHING RETURNING id;
        """;

    private const string History = """
        INSERT INTO autocompress.active_time (study, spent_ms, tenant, weight) VALUES (@id, @active, @Tenant, @weight);
        INSERT INTO autocompress.archive (study, seq, sha256) VALUES (@id, @archivedSeq, @sha256);
        INSERT INTO autocompress.trial (study, number, candidate, fidelity, origin, continues_from, finished_seq, outcome, result, due)
        SELECT @id, t.number, t.candidate, t.fidelity, t.origin, t.source, t.finished, t.outcome, t.result, t.outcome IS NULL
        FROM unnest(@numbers, @candidates, @fidelities, @origins, @sources, @finished, @outcomes, @results)
            AS t (number, candidate, fidelity, origin, source, finished, outcome, result);
        INSERT INTO autocompress.event (study, seq, at, kind, state, message, trial)
        SELECT @id, e.seq, e.at, e.kind, e.state, e.message, e.trial
        FROM unnest(@eventSeqs, @eventTimes, @kinds, @states, @messages, @eventTrials) AS e (seq, at, kind, state, message, trial);
        INSERT INTO autocompress.decision (study, seq, at, record)
        SELECT @id, d.seq, d.at, d.record FROM unnest(@decisionSeqs, @decisionTimes, @records) AS d (seq, at, record);
        INSERT INTO autocompress.step_result (key, name, output, seconds, study, trial, silo, fence, committed_at, used_at)
        SELECT s.key, s.name, s.output, s.seconds, @id, s.trial, '', 0, autocompress.now_ms(), autocompress.now_ms()
        FROM unnest(@keys, @names, @outputs, @seconds, @askers) AS s (key, name, output, seconds, trial) ORDER BY s.key ON CONFLICT (key) DO NOTHING;
        INSERT INTO autocompress.artifact (sha256, key, committed_at)
        SELECT DISTINCT ON (a.sha256) a.sha256, a.key, autocompress.now_ms() FROM unnest(@artifacts, @makers) AS a (sha256, key)
        ORDER BY a.sha256 ON CONFLICT DO NOTHING;
        """;

    public static async Task<StudyArrival> InsertAsync(PostgresSession session, StudyRows rows, ArchiveHead archived, string message)
    {
        var id = rows.Origin.Id;
        var inserted = await session.FindAsync<string>(
            Study,
            new
            {
                id,
                key = PostgresText.Clean(rows.Origin.IdempotencyKey),
                submission = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture),
                spec = Json.Write(rows.Origin.Spec),
                inputs = Json.Write(rows.Origin.Inputs),
                state = KebabCase.Of(rows.State),
                resume = rows.State == StudyState.Paused ? KebabCase.Of(rows.ResumeState) : null,
                message = PostgresText.Clean(rows.Message),
                rows.Seq,
                plan = rows.Plan is null ? null : Json.Write(rows.Plan),
                front = rows.Front is null ? null : Json.Write(rows.Front),
                at = rows.Origin.SubmittedAt.ToUnixTimeMilliseconds(),
            }).ConfigureAwait(false);
        if (inserted is null)
        {
            return await BesideAsync(session, rows).ConfigureAwait(false);
        }

        await session.ExecuteAsync(History, HistoryOf(rows, archived)).ConfigureAwait(false);
        if (rows.State.IsActive())
        {
            var turn = new PostgresTurn(session, id, rows.Seq, KebabCase.Of(rows.State), rows.Message);
            turn.Pause(message);
            await turn.RunAsync().ConfigureAwait(false);
        }

        return StudyArrival.Inserted;
    }

    private static async Task<StudyArrival> BesideAsync(PostgresSession session, StudyRows rows)
    {
        var arguments = new { rows.Origin.Id, rows.Seq };
        var there = await session.FindAsync<StudyRow>("SELECT * FROM autocompress.study WHERE id = @Id", arguments).ConfigureAwait(false);
        var happened = await session.FindAsync<EventRow>("SELECT * FROM autocompress.event WHERE study = @Id AND seq = @Seq", arguments).ConfigureAwait(false);
        return there is null ? StudyArrival.Conflict : rows.Beside(there.ToOrigin(), happened?.ToEvent());
    }

    private static object HistoryOf(StudyRows rows, ArchiveHead archived)
    {
        var (trials, events, decisions, steps) = (rows.Trials, rows.Events, rows.Decisions, rows.Steps);
        return new
        {
            id = rows.Origin.Id,
            active = (long)rows.ActiveTime.TotalMilliseconds,
            rows.Origin.Spec.Tenant,
            weight = FairShare.Weight(rows.Origin.Spec.Priority),
            archivedSeq = archived.Seq,
            sha256 = archived.Sha256,
            numbers = trials.Select(trial => trial.Number).ToArray(),
            candidates = trials.Select(trial => Json.Write(trial.Candidate)).ToArray(),
            fidelities = trials.Select(trial => Json.Write(trial.Fidelity)).ToArray(),
            origins = trials.Select(trial => PostgresText.Clean(trial.Origin)).ToArray(),
            sources = trials.Select(trial => trial.ContinuesFrom).ToArray(),
            finished = trials.Select(trial => trial.FinishedSeq).ToArray(),
            outcomes = trials.Select(trial => trial.Result is null ? null : TrialRow.OutcomeOf(trial.Result)).ToArray(),
            results = trials.Select(trial => trial.Result is null ? null : Json.Write(trial.Result)).ToArray(),
            eventSeqs = events.Select(happened => happened.Seq).ToArray(),
            eventTimes = events.Select(happened => happened.At.ToUnixTimeMilliseconds()).ToArray(),
            kinds = events.Select(happened => KebabCase.Of(happened.Kind)).ToArray(),
            states = events.Select(happened => KebabCase.Of(happened.State)).ToArray(),
            messages = events.Select(happened => PostgresText.Clean(happened.Message)).ToArray(),
            eventTrials = events.Select(happened => happened.Trial is null ? null : Json.Write(happened.Trial)).ToArray(),
            decisionSeqs = decisions.Select(decision => decision.Seq).ToArray(),
            decisionTimes = decisions.Select(decision => decision.At.ToUnixTimeMilliseconds()).ToArray(),
            records = decisions.Select(decision => PostgresText.Clean(decision.Record)).ToArray(),
            keys = steps.Select(step => step.Key).ToArray(),
            names = steps.Select(step => step.Name).ToArray(),
            outputs = steps.Select(step => Json.Write(step.Output)).ToArray(),
            seconds = steps.Select(step => step.Seconds).ToArray(),
            askers = steps.Select(step => step.Trial).ToArray(),
            artifacts = steps.SelectMany(step => step.Output.Artifacts.Values).ToArray(),
            makers = steps.SelectMany(step => step.Output.Artifacts.Select(_ => step.Key)).ToArray(),
        };
    }
}
