using AutoCompress.Host.Store.Rows;

namespace AutoCompress.Host.Store.Postgres;

/// <summary>Counts the time in which a study is worked on, as <see cref="ActiveTime"/> defines it.</summary>
/// <remarks>
/// Each write that may change whether a study is worked on ends with this: the rows of the table <c>active_time</c> are always a
/// transaction's last locks, and taken in order. They are locked before they are judged, so that of two writes at the same time the
/// second sees what the first did.
/// </remarks>
internal static class PostgresActiveTime
{
    /// <summary>Closes and reopens the intervals of <c>@studies</c>.</summary>
    public static string Count { get; } = CountOf("= ANY(@studies)");

    /// <param name="studies">What is true of the ids of the studies, such as <c>IN (SELECT …)</c>.</param>
    public static string CountOf(string studies) => $"""
        SELECT 1 AS locked FROM autocompress.active_time WHERE study {studies} ORDER BY study FOR UPDATE;
        {Judge(studies)}
        """;

    /// <summary>The same at the end of steps' runs, whose core time is charged to the studies that asked for them.</summary>
    public static void CountAtCommit(PostgresSession session, IReadOnlyCollection<(string Study, double Ms)> charges, IEnumerable<string> studies) => session.ExecuteAtCommit(
        $"""
        SELECT 1 AS locked FROM autocompress.active_time WHERE study = ANY(@studies || @charged) ORDER BY study FOR UPDATE;
        {PostgresShares.Charge}
        {Judge("= ANY(@studies)")}
        """,
        new { studies = studies.Distinct().ToArray(), charged = charges.Select(charge => charge.Study).ToArray(), ms = charges.Select(charge => charge.Ms).ToArray() });

    public static Task CountAsync(PostgresSession session, params string[] studies) =>
        studies.Length == 0 ? Task.CompletedTask : session.ExecuteAsync(Count, new { studies });

    private static string Judge(string studies) => $"""
        UPDATE autocompress.active_time a SET
            spent_ms = a.spent_ms + CASE WHEN a.since IS NULL THEN 0
                ELSE greatest(0, least(autocompress.now_ms() - a.since, {ActiveTime.LongestInterval})) END,
            since = CASE
                WHEN s.state IN {ActiveStates.Sql} AND s.owner IS NOT NULL AND (
                    NOT EXISTS (SELECT 1 FROM autocompress.waiter x WHERE x.study = s.id)
                    OR EXISTS (
                        SELECT 1 FROM autocompress.waiter x JOIN autocompress.work w ON w.key = x.key
                        WHERE x.study = s.id AND w.owner IS NOT NULL))
                THEN autocompress.now_ms() END
        FROM autocompress.study s WHERE s.id = a.study AND a.study {studies};
        """;
}
