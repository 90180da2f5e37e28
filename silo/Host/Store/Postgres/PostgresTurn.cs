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

    private readonly PostgresScript _script = new();
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

    /// <summary>What else belongs to the turn goes here, in its order.</summary>
    public PostgresScript Script => _script;

    /// <summary>Records results of running trials, each once, and forgets what they waited for.</summary>
    /// <param name="running">These trials at least.</param>
    /// <param name="waits">The steps that they wait for.</param>
    public void Finish(IReadOnlyList<(int Number, TrialResult Result)> finished, IReadOnlyList<Trial> running, IReadOnlyCollection<string> waits)
    {
        if (finished.Count == 0)
        {
            return;
        }

        var rows = running.Where(trial => trial.IsRunning).ToDictionary(trial => trial.Number);
        var seqs = Numbers(finished.Count);
        var trials = finished.Select((one, i) => rows.GetValueOrDefault(one.Number) is { } trial
            ? trial with { Result = one.Result, FinishedSeq = seqs[i] }
            : throw new InvalidOperationException($"Trial {one.Number} of {study} is not running.")).ToList();
        var numbers = finished.Select(one => one.Number).ToArray();
        _script.Add(
            $"""
            UPDATE autocompress.trial t
            SET result = f.result, outcome = f.outcome, finished_seq = f.seq, due = false, failure = NULL
            FROM unnest(@numbers, @results, @outcomes, @seqs) AS f (number, result, outcome, seq)
            WHERE t.study = @study AND t.number = f.number AND t.outcome IS NULL;
            {Append}
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
            });
        if (waits.Count > 0)
        {
            _script.Add(
                $"DELETE FROM autocompress.waiter WHERE study = @study AND trial = ANY(@numbers);{PostgresLeases.DropUnwanted}",
                new { study, numbers, keys = waits.ToArray() });
        }
    }

    /// <summary>Adds trials that are due for their first turn.</summary>
    public void Propose(IReadOnlyList<Trial> trials)
    {
        if (trials.Count == 0)
        {
            return;
        }

        _script.Add(
            $"""
            INSERT INTO autocompress.trial (study, number, candidate, fidelity, origin, continues_from)
            SELECT @study, p.number, p.candidate, p.fidelity, p.origin, p.source
            FROM unnest(@numbers, @candidates, @fidelities, @origins, @sources) AS p (number, candidate, fidelity, origin, source);
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
    }

    /// <summary>Changes the study's state and message.</summary>
    public void ChangeState(StudyState state, string? message)
    {
        (_state, _message) = (KebabCase.Of(state), PostgresText.Clean(message));
        _script.Add(
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
    public void Pause(string? message)
    {
        _script.Add("UPDATE autocompress.study SET resume_state = state, owner = NULL, lease_until = NULL WHERE id = @study", new { study });
        ChangeState(StudyState.Paused, message);
    }

    /// <summary>Ends the study: running trials are stopped first, so that the event of the last state comes last.</summary>
    public async Task EndAsync(StudyState state, string? message, string reason)
    {
        await RunAsync().ConfigureAwait(false);
        await using (var results = await session.QueryManyAsync(
            """
            SELECT * FROM autocompress.trial WHERE study = @study AND outcome IS NULL ORDER BY number;
            SELECT DISTINCT key FROM autocompress.waiter WHERE study = @study;
            """,
            new { study }).ConfigureAwait(false))
        {
            var running = (await results.ReadAsync<TrialRow>().ConfigureAwait(false)).Select(row => row.ToTrial()).ToList();
            var waits = await results.ReadAsync<string>().ConfigureAwait(false);
            Finish([.. running.Select(trial => (trial.Number, (TrialResult)new TrialResult.Stopped(reason)))], running, []);
            _script.Add(
                $"""
                UPDATE autocompress.study SET owner = NULL, lease_until = NULL WHERE id = @study;
                DELETE FROM autocompress.waiter WHERE study = @study;
                {PostgresLeases.DropUnwanted}
                """,
                new { study, keys = waits.ToArray() });
        }

        ChangeState(state, message);
    }

    /// <summary>Writes what was gathered, in one round trip.</summary>
    public Task RunAsync() => _script.RunAsync(session);

    /// <summary>The next <paramref name="count"/> numbers of the study's history.</summary>
    private long[] Numbers(int count)
    {
        var first = _seq + 1;
        _seq += count;
        return [.. Enumerable.Range(0, count).Select(i => first + i)];
    }
}
