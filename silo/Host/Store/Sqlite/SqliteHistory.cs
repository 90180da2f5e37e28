using AutoCompress.Host.Store.Rows;

namespace AutoCompress.Host.Store.Sqlite;

/// <summary>Writes the history of a study that arrives whole.</summary>
internal static class SqliteHistory
{
    /// <summary>Adds trials, events, decisions and steps; the study's row is there.</summary>
    public static void Insert(SqliteSession session, StudyRows rows)
    {
        var study = rows.Origin.Id;
        foreach (var trial in rows.Trials)
        {
            session.Execute(
                """
                INSERT INTO trial (study, number, candidate, fidelity, origin, continues_from, finished_seq, outcome, result, due)
                VALUES (@study, @Number, @candidate, @fidelity, @Origin, @ContinuesFrom, @FinishedSeq, @outcome, @result, @IsRunning)
                """,
                new
                {
                    study,
                    trial.Number,
                    candidate = Json.Write(trial.Candidate),
                    fidelity = Json.Write(trial.Fidelity),
                    trial.Origin,
                    trial.ContinuesFrom,
                    trial.FinishedSeq,
                    outcome = trial.Result is null ? null : TrialRow.OutcomeOf(trial.Result),
                    result = trial.Result is null ? null : Json.Write(trial.Result),
                    trial.IsRunning,
                });
        }

        foreach (var happened in rows.Events)
        {
            session.Execute(
                "INSERT INTO event (study, seq, at, kind, state, message, trial) VALUES (@study, @Seq, @at, @kind, @state, @Message, @trial)",
                new
                {
                    study,
                    happened.Seq,
                    at = happened.At.ToUnixTimeMilliseconds(),
                    kind = KebabCase.Of(happened.Kind),
                    state = KebabCase.Of(happened.State),
                    happened.Message,
                    trial = happened.Trial is null ? null : Json.Write(happened.Trial),
                });
        }

        foreach (var decision in rows.Decisions)
        {
            session.Execute(
                "INSERT INTO decision (study, seq, at, record) VALUES (@study, @Seq, @at, @Record)",
                new { study, decision.Seq, at = decision.At.ToUnixTimeMilliseconds(), decision.Record });
        }

        foreach (var step in rows.Steps)
        {
            Keep(session, study, step);
        }
    }

    private static void Keep(SqliteSession session, string study, KeptStep step)
    {
        session.Execute(
            """
            INSERT INTO step_result (key, name, output, seconds, study, trial, silo, committed_at, used_at)
            VALUES (@Key, @Name, @output, @Seconds, @study, @Trial, '', @now, @now) ON CONFLICT (key) DO NOTHING
            """,
            new { step.Key, step.Name, output = Json.Write(step.Output), step.Seconds, study, step.Trial });
        foreach (var sha256 in step.Output.Artifacts.Values)
        {
            session.Execute("INSERT INTO artifact (sha256, key, committed_at) VALUES (@sha256, @Key, @now) ON CONFLICT DO NOTHING", new { sha256, step.Key });
        }
    }
}
