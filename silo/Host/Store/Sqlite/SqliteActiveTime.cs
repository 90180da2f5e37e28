using AutoCompress.Host.Store.Rows;

namespace AutoCompress.Host.Store.Sqlite;

/// <summary>Counts the time in which a study is worked on: a step of it runs, or a turn is about to say what comes next.</summary>
/// <remarks>
/// Each write that may change whether the study is worked on closes the open interval and opens the next. A heartbeat does too, so
/// that a crash loses no more than one heartbeat; an interval longer than any lease was nobody's (a suspended machine).
/// </remarks>
internal static class SqliteActiveTime
{
    /// <summary>Closes and reopens the interval of <paramref name="study"/> at the end of a transaction.</summary>
    public static void Count(SqliteSession session, string study) => session.Execute(
        $"""
        UPDATE study SET
            active_ms = active_ms + CASE WHEN active_at IS NULL THEN 0 ELSE min(@now - active_at, {ActiveTime.LongestInterval}) END,
            active_at = CASE
                WHEN state IN {ActiveStates.Sql} AND owner IS NOT NULL AND (
                    NOT EXISTS (SELECT 1 FROM waiter x WHERE x.study = study.id)
                    OR EXISTS (SELECT 1 FROM waiter x JOIN work w ON w.key = x.key WHERE x.study = study.id AND w.owner IS NOT NULL))
                THEN @now END
        WHERE id = @study
        """,
        new { study });

    /// <summary>The same for every study that waits for the step <paramref name="key"/>.</summary>
    public static IReadOnlyList<string> Waiting(SqliteSession session, string key) =>
        session.Query<string>("SELECT DISTINCT study FROM waiter WHERE key = @key", new { key });
}
