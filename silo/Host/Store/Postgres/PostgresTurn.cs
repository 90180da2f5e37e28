using AutoCompress.Host.Store.Rows;
using AutoCompress.Host.Studies;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Host.Store.Postgres;

/// <summary>Writes changes of one study with their events, numbered on from its <c>seq</c>. The study's row is locked: that is the order of its history.</summary>
internal sealed class PostgresTurn(PostgresSession session, string study, long seq, string state, string? message)
{
    private const string Append = """
        INSERT INTO autocompress.event (study, seq, at, kind, state, message, trial)
        SELECT @study, e.seq, autocompress.now_ms(), @kind, @state, @message, e.trial FROM unnest(@seqs, @events) AS e (seq, trial);
        UPDATE autocompress.study SET seq = @seq WHERE id = @study;
        """;

    private long _seq = seq;
    private string _state = state;
    private string? _message = message;

    /// <summary>Locks the study's row.</summary>
    /// <returns>Null where there is no such study.</returns>
    public static async Task<(PostgresTurn Turn, StudyRow Row)?> LockAsync(PostgresSession session, string study) =>
        await session.FindAsync<StudyRow>("SELECT id, seq, state, resume_state, message FROM autocompress.study WHERE id = @study FOR NO KEY UPDATE", new { study })
            .ConfigureAwait(false) is { } row
            ? (Of(session, row), row)
            : null;

    /// <param name="row">Of a study that this transaction has locked.</param>
    public static PostgresTurn Of(PostgresSession session, StudyRow row) => new(session, row.Id, row.Seq, row.State, row.Message);

    /// <summary>Records results of running trials, each once, and forgets what they waited for.</summary>
    public async Task FinishAsync(IReadOnlyList<(int Number, TrialResult Result)> finished)
    {
        if (finished.Count == 0)
        {
            return;
        }

        var numbers = finished.Select(one => one.Number).ToArray();
        var rows = (await session.QueryAsync<TrialRow>(
            """
            SELECT * FROM autocompress.trial WHERE study = @study AND number = ANY(@numbers) AND outcome IS NULL
            ORDER BY number FOR NO KEY UPDATE
            """,
            new { study, numbers }).ConfigureAwait(false)).ToDictionary(row => row.Number, row => row.ToTrial());
        var seqs = Numbers(finished.Count);
        var trials = finished.Select((one, i) => rows.GetValueOrDefault(one.Number) is { } trial
            ? trial with { Result = one.Result, FinishedSeq = seqs[i] }
            : throw new InvalidOperationException($"Trial {one.Number} of {study} is not running.")).ToList();
        var keys = await session.QueryAsync<string>(
            $"""
            UPDATE autocompress.trial t
            SET result = f.result, outcome = f.outcome, finished_seq = f.seq, due = false, failure = NULL
            FROM unnest(@numbers, @results, @outcomes, @seqs) AS f (number, result, outcome, seq)
            WHERE t.study = @study AND t.number = f.number;
            {Append}
            DELETE FROM autocompress.waiter WHERE study = @study AND trial = ANY(@numbers) RETURNING key;
            """,
            new
            {
                study,
                numbers,
                results = trials.Select(trial => Json.Write(trial.Result)).ToArray(),
                outcomes = trials.Select(trial => TrialRow.OutcomeOf(trial.Result!)).ToArray(),
                kind = KebabCase.Of(StudyEventKind.TrialFinished),
                state = _state,
                message = _message,
                seqs,
                seq = _seq,
                events = trials.Select(Json.Write).ToArray(),
            }).ConfigureAwait(false);
        await PostgresLeases.DropUnwantedAsync(session, keys).ConfigureAwait(false);
    }

    /// <summary>Adds trials that are due for their first turn.</summary>
    public Task ProposeAsync(IReadOnlyList<Trial> trials) => trials.Count == 0 ? Task.CompletedTask : session.ExecuteAsync(
        $"""
        INSERT INTO autocompress.trial (study, number, candidate, fidelity, origin, continues_from)
        SELECT @study, p.number, p.candidate, p.fidelity, p.origin, p.continues_from
        FROM unnest(@numbers, @candidates, @fidelities, @origins, @sources) AS p (number, candidate, fidelity, origin, continues_from);
        {Append}
        """,
        new
        {
            study,
            numbers = trials.Select(trial => trial.Number).ToArray(),
            candidates = trials.Select(trial => Json.Write(trial.Candidate)).ToArray(),
            fidelities = trials.Select(trial => Json.Write(trial.Fidelity)).ToArray(),
            origins = trials.Select(trial => trial.Origin).ToArray(),
            sources = trials.Select(trial => trial.ContinuesFrom).ToArray(),
            kind = KebabCase.Of(StudyEventKind.TrialProposed),
            state = _state,
            message = _message,
            seqs = Numbers(trials.Count),
            seq = _seq,
            events = trials.Select(Json.Write).ToArray(),
        });

    /// <summary>Changes the study's state and message.</summary>
    public Task ChangeStateAsync(StudyState state, string? message)
    {
        (_state, _message) = (KebabCase.Of(state), PostgresText.Clean(message));
        return session.ExecuteAsync(
            $"""
            UPDATE autocompress.study SET state = @state, message = @message WHERE id = @study;
            {Append}
            """,
            new
            {
                study,
                kind = KebabCase.Of(StudyEventKind.StateChanged),
                state = _state,
                message = _message,
                seqs = Numbers(1),
                seq = _seq,
                events = new string?[] { null },
            });
    }

    /// <summary>Stops a study that is being worked on.</summary>
    public async Task PauseAsync(string? message)
    {
        await session.ExecuteAsync(
            "UPDATE autocompress.study SET resume_state = state, owner = NULL, lease_until = NULL WHERE id = @study", new { study }).ConfigureAwait(false);
        await ChangeStateAsync(StudyState.Paused, message).ConfigureAwait(false);
    }

    /// <summary>Ends the study: running trials are stopped first, so that the event of the last state comes last.</summary>
    public async Task EndAsync(StudyState state, string? message, string reason)
    {
        var running = await session.QueryAsync<int>(
            "SELECT number FROM autocompress.trial WHERE study = @study AND outcome IS NULL ORDER BY number", new { study }).ConfigureAwait(false);
        await FinishAsync([.. running.Select(number => (number, (TrialResult)new TrialResult.Stopped(reason)))]).ConfigureAwait(false);
        var keys = await session.QueryAsync<string>(
            """
            UPDATE autocompress.study SET owner = NULL, lease_until = NULL WHERE id = @study;
            DELETE FROM autocompress.waiter WHERE study = @study RETURNING key;
            """,
            new { study }).ConfigureAwait(false);
        await PostgresLeases.DropUnwantedAsync(session, keys).ConfigureAwait(false);
        await ChangeStateAsync(state, message).ConfigureAwait(false);
    }

    /// <summary>The next <paramref name="count"/> numbers of the study's history.</summary>
    private long[] Numbers(int count)
    {
        var first = _seq + 1;
        _seq += count;
        return [.. Enumerable.Range(0, count).Select(i => first + i)];
    }
}
