using AutoCompress.Host.Store.Rows;

namespace AutoCompress.Host.Store.Sqlite;

/// <summary>What ends without its owner's word: leases that ran out, steps that nobody waits for.</summary>
internal static class SqliteLeases
{
    /// <summary>Whether the owner of the step <c>w</c> is dead; one that lives has lost this lease alone, which is not the step's fault.</summary>
    private const string Died =
        "NOT EXISTS (SELECT 1 FROM silo s WHERE s.id = w.owner AND s.lease_until >= @now AND s.started_at <= w.started_at)";

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
        var dead = session.Query<WorkRow>($"SELECT w.*, {Died} AS died FROM work w WHERE w.owner IS NOT NULL AND w.lease_until < @now");
        foreach (var work in dead)
        {
            SqliteShares.Charge(session, work.Key);
            session.Execute(
                """
                UPDATE work SET owner = NULL, lease_until = NULL, started_at = NULL, done = 0, note = '',
                    attempts = attempts - 1, dead_owners = dead_owners + @Died
                WHERE id = @Id
                """,
                new { work.Id, work.Died });
            if (work.DeadOwners + (work.Died ? 1 : 0) >= Poison.DeadOwners)
            {
                Fail(session, work.Key, Poison.Failure(work));
            }
            else
            {
                var studies = SqliteActiveTime.Waiting(session, work.Key);
                DropUnwanted(session);
                foreach (var study in studies)
                {
                    SqliteActiveTime.Count(session, study);
                }
            }
        }

        return dead.Count;
    }

    /// <summary>Takes from a silo that leaves what it has: no attempt is counted, but the core time.</summary>
    public static void FreeAll(SqliteSession session, string silo)
    {
        var studies = session.Query<string>(
            """
            SELECT id FROM study WHERE owner = @silo
            UNION SELECT x.study FROM waiter x JOIN work w ON w.key = x.key WHERE w.owner = @silo
            """,
            new { silo });
        session.Execute("UPDATE study SET owner = NULL, lease_until = NULL WHERE owner = @silo", new { silo });
        foreach (var key in session.Query<string>("SELECT key FROM work WHERE owner = @silo ORDER BY id", new { silo }))
        {
            SqliteShares.Charge(session, key);
        }

        session.Execute(
            "UPDATE work SET owner = NULL, lease_until = NULL, started_at = NULL, done = 0, note = '', attempts = attempts - 1 WHERE owner = @silo",
            new { silo });
        DropUnwanted(session);
        foreach (var study in studies)
        {
            SqliteActiveTime.Count(session, study);
        }
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
        SqliteShares.Charge(session, key);
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
