using AutoCompress.Trials;

namespace AutoCompress.Host.Store.Sqlite;

/// <summary>What ends without its owner's word: leases that ran out, steps that nobody waits for.</summary>
internal static class SqliteLeases
{
    /// <summary>Owners that may die in a row before a step counts as their killer.</summary>
    public const int DeadOwners = 3;

    /// <summary>Takes every lease from whoever had it: the file has a new owner, so the old ones are dead.</summary>
    public static int VoidAll(SqliteSession session)
    {
        session.Execute("UPDATE study SET owner = NULL, lease_until = NULL, active_at = NULL");
        session.Execute("DELETE FROM silo");
        session.Execute("UPDATE work SET lease_until = 0 WHERE owner IS NOT NULL");
        return Reap(session);
    }

    /// <summary>Puts steps whose owner died back into the queue, and fails those that killed too many.</summary>
    /// <returns>Steps that lost their owner.</returns>
    public static int Reap(SqliteSession session)
    {
        var dead = session.Query<WorkRow>("SELECT * FROM work WHERE owner IS NOT NULL AND lease_until < @now");
        foreach (var work in dead)
        {
            session.Execute(
                """
                UPDATE work SET owner = NULL, lease_until = NULL, started_at = NULL, done = 0, note = '',
                    attempts = attempts - 1, dead_owners = dead_owners + 1
                WHERE id = @Id
                """,
                new { work.Id });
            if (work.DeadOwners + 1 >= DeadOwners)
            {
                Fail(session, work.Key, new StepFailure(
                    work.Name,
                    FailureCause.Poisoned,
                    $"{DeadOwners} silos in a row died while they ran the step '{work.Name}' (the last was {work.Owner}). Look into their logs; the step is not tried again."));
            }
            else
            {
                DropUnwanted(session);
            }
        }

        return dead.Count;
    }

    /// <summary>Tells everyone who waits for a step how it failed, and removes it.</summary>
    public static void Fail(SqliteSession session, string key, StepFailure failure)
    {
        var text = Json.Write(failure);
        var studies = SqliteActiveTime.Waiting(session, key);
        session.Execute(
            """
            UPDATE trial SET due = 1, failure = @text
            WHERE outcome IS NULL AND (study, number) IN (SELECT study, trial FROM waiter WHERE key = @key)
            """,
            new { key, text });
        session.Execute(
            "UPDATE study SET failure = @text WHERE id IN (SELECT study FROM waiter WHERE key = @key AND trial = 0)", new { key, text });
        Remove(session, key, studies);
    }

    /// <summary>Deletes the row of a step that is over, with those who waited for it.</summary>
    public static void Remove(SqliteSession session, string key, IReadOnlyList<string> studies)
    {
        session.Execute("DELETE FROM work WHERE key = @key", new { key });
        foreach (var study in studies)
        {
            SqliteActiveTime.Count(session, study);
        }
    }

    /// <summary>The trial waits for nothing any more.</summary>
    public static void Forget(SqliteSession session, string study, int trial)
    {
        session.Execute("DELETE FROM waiter WHERE study = @study AND trial = @trial", new { study, trial });
        DropUnwanted(session);
    }

    /// <summary>Deletes queued steps that nobody waits for.</summary>
    public static void DropUnwanted(SqliteSession session) =>
        session.Execute("DELETE FROM work WHERE owner IS NULL AND NOT EXISTS (SELECT 1 FROM waiter x WHERE x.key = work.key)");
}
