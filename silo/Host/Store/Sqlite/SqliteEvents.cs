using AutoCompress.Host.Store.Rows;
using AutoCompress.Host.Studies;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Host.Store.Sqlite;

/// <summary>Moves a study's sequence number on and writes the event that belongs to it, in one transaction with the change itself.</summary>
internal static class SqliteEvents
{
    /// <summary>Changes the study's state and message.</summary>
    public static void ChangeState(SqliteSession session, string study, StudyState state, string? message)
    {
        session.Execute(
            "UPDATE study SET state = @state, message = @message WHERE id = @study", new { study, state = KebabCase.Of(state), message });
        Append(session, study, Next(session, study), StudyEventKind.StateChanged, null);
    }

    /// <summary>Adds a trial that is due for its first turn.</summary>
    public static void Propose(SqliteSession session, string study, Trial trial)
    {
        session.Execute(
            """
            INSERT INTO trial (study, number, candidate, fidelity, origin, continues_from)
            VALUES (@study, @Number, @candidate, @fidelity, @Origin, @ContinuesFrom)
            """,
            new
            {
                study,
                trial.Number,
                candidate = Json.Write(trial.Candidate),
                fidelity = Json.Write(trial.Fidelity),
                trial.Origin,
                trial.ContinuesFrom,
            });
        Append(session, study, Next(session, study), StudyEventKind.TrialProposed, trial);
    }

    /// <summary>Records a running trial's result, once, and forgets what it waited for.</summary>
    public static void Finish(SqliteSession session, string study, int number, TrialResult result)
    {
        var seq = Next(session, study);
        var changed = session.Execute(
            """
            UPDATE trial SET result = @result, outcome = @outcome, finished_seq = @seq, due = 0, failure = NULL
            WHERE study = @study AND number = @number AND outcome IS NULL
            """,
            new { study, number, seq, result = Json.Write(result), outcome = TrialRow.OutcomeOf(result) });
        if (changed == 0)
        {
            throw new InvalidOperationException($"Trial {number} of {study} is not running.");
        }

        SqliteLeases.Forget(session, study, number);
        var row = session.Find<TrialRow>("SELECT * FROM trial WHERE study = @study AND number = @number", new { study, number });
        Append(session, study, seq, StudyEventKind.TrialFinished, row!.ToTrial());
    }

    private static long Next(SqliteSession session, string study) =>
        session.Value<long>("UPDATE study SET seq = seq + 1 WHERE id = @study RETURNING seq", new { study });

    private static void Append(SqliteSession session, string study, long seq, StudyEventKind kind, Trial? trial) => session.Execute(
        """
        INSERT INTO event (study, seq, at, kind, state, message, trial)
        SELECT id, @seq, @now, @kind, state, message, @trial FROM study WHERE id = @study
        """,
        new { study, seq, kind = KebabCase.Of(kind), trial = trial is null ? null : Json.Write(trial) });
}
