using AutoCompress.Host.Store.Rows;
using Dapper;

namespace AutoCompress.Host.Store.Postgres;

/// <summary>What ends without its owner's word: leases that ran out, steps that nobody waits for.</summary>
/// <remarks>
/// Locks are taken in one order, which keeps transactions from waiting for each other in a circle: a study's row, then the step, then
/// trials by their number, then <c>active_time</c>, then <c>tenant_use</c>. A claim locks tenants before all of these. What slips
/// through is rolled back by the server and runs again.
/// </remarks>
internal static class PostgresLeases
{
    /// <summary>A lease that ran out, with whether its owner is dead; one that lives has lost this lease alone, which is not the step's fault.</summary>
    private static readonly string Rescue = $"""
        WITH dead AS MATERIALIZED (
            SELECT w.id, w.key, {PostgresShares.Charged}, NOT EXISTS (
                SELECT 1 FROM autocompress.silo s
                WHERE s.id = w.owner AND s.lease_until >= autocompress.now_ms() AND s.started_at <= w.started_at) AS died
            FROM autocompress.work w WHERE w.owner IS NOT NULL AND w.lease_until < autocompress.now_ms()
            FOR UPDATE OF w SKIP LOCKED)
        UPDATE autocompress.work w SET last_owner = w.owner, owner = NULL, lease_until = NULL, started_at = NULL, done = 0, note = '',
            attempts = w.attempts - 1, dead_owners = w.dead_owners + CASE WHEN dead.died THEN 1 ELSE 0 END
        FROM dead WHERE w.id = dead.id
        RETURNING dead.key, dead.study, dead.ms
        """;

    private static readonly string Killers = $"w.owner IS NULL AND w.dead_owners >= {Poison.DeadOwners}";

    /// <summary>Whether there is anything for <see cref="ReapAsync"/>.</summary>
    public static string Any { get; } = $"""
        SELECT EXISTS (SELECT 1 FROM autocompress.work w WHERE w.owner IS NOT NULL AND w.lease_until < autocompress.now_ms())
            OR EXISTS (SELECT 1 FROM autocompress.work w WHERE {Killers})
        """;

    /// <summary>Puts steps whose lease ran out back into the queue, and fails those that killed too many. Any silo may do so at any time.</summary>
    public static async Task ReapAsync(PostgresDatabase database, CancellationToken cancellationToken)
    {
        await database.WriteAsync(
            async session =>
            {
                var rescued = await session.QueryAsync<(string Key, string Study, double Ms)>(Rescue).ConfigureAwait(false);
                var keys = rescued.Select(step => step.Key).ToList();
                var studies = await WaitingAsync(session, keys).ConfigureAwait(false);
                await DropUnwantedAsync(session, keys).ConfigureAwait(false);
                PostgresActiveTime.CountAtCommit(session, [.. rescued.Select(step => (step.Study, step.Ms))], studies);
                return keys.Count;
            },
            cancellationToken).ConfigureAwait(false);
        var killers = await database.ReadAsync(
            session => session.QueryAsync<string>($"SELECT w.key FROM autocompress.work w WHERE {Killers}"), cancellationToken).ConfigureAwait(false);
        foreach (var key in killers)
        {
            await database.WriteAsync(session => BuryAsync(session, key), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes from a silo that leaves what it has: no attempt is counted, but the core time.</summary>
    public static async Task FreeAllAsync(PostgresSession session, string silo)
    {
        var studies = await session.QueryAsync<string>(
            """
            WITH mine AS MATERIALIZED (SELECT id FROM autocompress.study WHERE owner = @silo ORDER BY id FOR NO KEY UPDATE)
            UPDATE autocompress.study s SET owner = NULL, lease_until = NULL FROM mine WHERE s.id = mine.id RETURNING s.id
            """,
            new { silo }).ConfigureAwait(false);
        var freed = await session.QueryAsync<(string Key, string Study, double Ms)>(
            $"""
            WITH mine AS MATERIALIZED (SELECT w.id, w.key, {PostgresShares.Charged} FROM autocompress.work w WHERE w.owner = @silo FOR UPDATE OF w)
            UPDATE autocompress.work w SET owner = NULL, lease_until = NULL, started_at = NULL, done = 0, note = '', attempts = attempts - 1
            FROM mine WHERE w.id = mine.id RETURNING mine.key, mine.study, mine.ms
            """,
            new { silo }).ConfigureAwait(false);
        var keys = freed.Select(step => step.Key).ToList();
        var waiting = await WaitingAsync(session, keys).ConfigureAwait(false);
        await DropUnwantedAsync(session, keys).ConfigureAwait(false);
        PostgresActiveTime.CountAtCommit(session, [.. freed.Select(step => (step.Study, step.Ms))], [.. studies, .. waiting]);
    }

    /// <summary>Tells everyone who waits for a step how it failed, and removes it. The step's row is locked, and so are studies that wait themselves.</summary>
    public static async Task FailAsync(PostgresSession session, string key, StepFailure failure)
    {
        var text = Json.Write(failure);
        await session.ExecuteAsync(
            """
            UPDATE autocompress.study SET failure = @text
            WHERE id IN (SELECT study FROM autocompress.waiter WHERE key = @key AND trial = 0)
            """,
            new { key, text }).ConfigureAwait(false);
        await EndAsync(session, [key], text).ConfigureAwait(false);
    }

    /// <summary>Removes steps, whose rows are locked; whoever waited for them has a turn to take.</summary>
    /// <param name="failure">As JSON; null for none.</param>
    public static async Task EndAsync(PostgresSession session, IEnumerable<string> keys, string? failure)
    {
        await using var results = await session.QueryManyAsync(EndingOf("= ANY(@keys)"), new { keys = keys.ToArray(), failure }).ConfigureAwait(false);
        await ChargeAsync(session, results).ConfigureAwait(false);
    }

    /// <summary>The statements that remove steps; their results are <see cref="ChargeAsync"/>'s.</summary>
    /// <param name="steps">What is true of the steps' keys, such as <c>= ANY(@keys)</c>. <c>@failure</c> is a failure as JSON or null.</param>
    public static string EndingOf(string steps) => $"""
        SELECT {PostgresShares.Charged} FROM autocompress.work w WHERE w.key {steps} AND w.owner IS NOT NULL;
        WITH woken AS MATERIALIZED (
            SELECT t.study, t.number FROM autocompress.trial t JOIN autocompress.waiter x ON x.study = t.study AND x.trial = t.number
            WHERE x.key {steps} AND t.outcome IS NULL ORDER BY t.study, t.number FOR NO KEY UPDATE OF t)
        UPDATE autocompress.trial t SET due = true, failure = @failure FROM woken WHERE t.study = woken.study AND t.number = woken.number;
        DELETE FROM autocompress.waiter WHERE key {steps} RETURNING study;
        DELETE FROM autocompress.work WHERE key {steps};
        """;

    /// <summary>Charges the time of the steps that were removed.</summary>
    public static async Task ChargeAsync(PostgresSession session, PostgresResults removed)
    {
        var charges = await removed.ReadAsync<(string, double)>().ConfigureAwait(false);
        var studies = await removed.ReadAsync<string>().ConfigureAwait(false);
        await removed.EndAsync().ConfigureAwait(false);
        PostgresActiveTime.CountAtCommit(session, charges, studies);
    }

    /// <summary>Deletes those of the steps <c>@keys</c> that are queued and that nobody waits for.</summary>
    public const string DropUnwanted = """
        SELECT 1 AS locked FROM autocompress.work WHERE key = ANY(@keys) AND owner IS NULL ORDER BY key FOR UPDATE;
        DELETE FROM autocompress.work w WHERE w.key = ANY(@keys) AND w.owner IS NULL
            AND NOT EXISTS (SELECT 1 FROM autocompress.waiter x WHERE x.key = w.key);
        """;

    /// <summary>Deletes those of the steps that are queued and that nobody waits for.</summary>
    public static Task DropUnwantedAsync(PostgresSession session, IReadOnlyCollection<string> keys) =>
        keys.Count == 0 ? Task.CompletedTask : session.ExecuteAsync(DropUnwanted, new { keys = keys.ToArray() });

    /// <summary>The studies that wait for any of the steps.</summary>
    public static async Task<string[]> WaitingAsync(PostgresSession session, params IReadOnlyCollection<string> keys) => keys.Count == 0
        ? []
        : [.. await session.QueryAsync<string>(
            "SELECT DISTINCT study FROM autocompress.waiter WHERE key = ANY(@keys)", new { keys = keys.ToArray() }).ConfigureAwait(false)];

    /// <summary>Locks the studies that wait for a step, before the step itself is locked.</summary>
    /// <param name="themselves">Only those that wait for it themselves, not for a trial.</param>
    public static Task<IReadOnlyList<StudyRow>> LockStudiesAsync(PostgresSession session, string key, bool themselves) => session.QueryAsync<StudyRow>(
        """
        SELECT s.id, s.seq, s.state, s.message FROM autocompress.study s
        WHERE s.id IN (SELECT x.study FROM autocompress.waiter x WHERE x.key = @key AND (x.trial = 0 OR NOT @themselves))
        ORDER BY s.id FOR NO KEY UPDATE
        """,
        new { key, themselves });

    private static async Task<bool> BuryAsync(PostgresSession session, string key)
    {
        await LockStudiesAsync(session, key, themselves: true).ConfigureAwait(false);
        var work = await session.FindAsync<WorkRow>(
            $"SELECT w.key, w.name, w.last_owner AS owner FROM autocompress.work w WHERE w.key = @key AND {Killers} FOR UPDATE", new { key }).ConfigureAwait(false);
        if (work is null)
        {
            return false;
        }

        await FailAsync(session, key, Poison.Failure(work)).ConfigureAwait(false);
        return true;
    }
}
