using System.Collections.Immutable;
using AutoCompress.Host.Store.Rows;
using AutoCompress.Studies;
using AutoCompress.Trials;
using Dapper;

namespace AutoCompress.Host.Store.Postgres;

/// <inheritdoc/>
internal sealed class PostgresWork(PostgresDatabase database, PostgresHints hints) : IWorkStore
{
    private const string Held = "id = @Work AND fence = @Fence AND owner = @Silo";

    /// <summary>Queued steps that an active study waits for and whose labels are all on offer.</summary>
    private static readonly string Claimable = $"""
        w.owner IS NULL AND w.labels <@ @labels AND w.dead_owners < {Poison.DeadOwners}
            AND EXISTS (
                SELECT 1 FROM autocompress.waiter x JOIN autocompress.study s ON s.id = x.study
                WHERE x.key = w.key AND s.state IN {ActiveStates.Sql} AND {PostgresLimits.MayRun})
            AND {PostgresLimits.HasRoom}
        """;

    /// <summary>
    /// Those first in line are taken as far as their cores are free; of those that measure only the first. Others that claim at the same time
    /// pass over them and take the next.
    /// </summary>
    private static readonly string Claim = $"""
        WITH {PostgresShares.Tables},
        queued AS MATERIALIZED (
            SELECT w.id, w.study, w.trial, w.cores, coalesce(greatest(v.service, {PostgresShares.Floor}), 0) + {FairShare.Start} / coalesce(v.weight, 1) * coalesce(
                sum(w.cores) OVER (PARTITION BY w.study ORDER BY w.trial, w.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS turn
            FROM autocompress.work w LEFT JOIN served v ON v.study = w.study WHERE {Claimable}),
        {PostgresLimits.Over},
        line AS MATERIALIZED (
            SELECT w.id, q.turn, w.trial, w.cores, @measure = ANY(w.labels) AS measures
            FROM autocompress.work w JOIN queued q ON q.id = w.id WHERE w.owner IS NULL AND w.id NOT IN (SELECT id FROM over)
            ORDER BY q.turn, w.trial, w.id FOR UPDATE OF w SKIP LOCKED LIMIT @FreeCores),
        fitting AS (
            SELECT id, sum(least(cores, @AllCores)) OVER (ORDER BY turn, trial, id) AS taken, turn
            FROM (SELECT *, measures AND row_number() OVER (PARTITION BY measures ORDER BY turn, trial, id) > 1 AS later FROM line) l
            WHERE NOT later)
        UPDATE autocompress.work w SET owner = @Silo, lease_until = autocompress.now_ms() + @lease, fence = nextval('autocompress.fence'),
            attempts = w.attempts + 1, started_at = autocompress.now_ms()
        FROM fitting WHERE w.id = fitting.id AND fitting.taken <= @FreeCores
        RETURNING w.id, w.key, w.study, w.trial, w.stage, w.fence, w.attempts - 1 AS attempts, w.checkpoint, fitting.turn, {PostgresShares.Floor} AS floor
        """;

    /// <summary>Who was taken lags behind no more than anybody may, and the others no more behind what was taken.</summary>
    private static readonly string Settle = $"""
        SELECT 1 AS locked FROM autocompress.active_time WHERE study = ANY(@askers) OR study {Waiting} ORDER BY study FOR UPDATE;
        UPDATE autocompress.active_time a SET served_ms = greatest(a.served_ms, @floor), start_ms = greatest(a.start_ms, t.turn)
        FROM (SELECT study, max(turn) AS turn FROM unnest(@askers, @turns) AS t (study, turn) GROUP BY study) t
        WHERE a.study = t.study AND (a.served_ms < @floor OR a.start_ms < t.turn - {FairShare.Coalesced});
        {PostgresActiveTime.CountOf(Waiting)}
        """;

    private const string Waiting = "IN (SELECT x.study FROM autocompress.waiter x WHERE x.key = ANY(@keys))";

    private const string OfHeld =
        "autocompress.work w JOIN unnest(@works, @fences, @silos) AS h (id, fence, silo) ON w.id = h.id AND w.fence = h.fence AND w.owner = h.silo";

    /// <summary>
    /// 1. Locks the rows of the steps that are held still. 2. Records their results. 3. Records their artifacts. 4. Removes the steps. Later
    /// statements see the same rows as the first, because they are locked.
    /// </summary>
    private static readonly string Commit = $"""
        SELECT w.id FROM {OfHeld} ORDER BY w.id FOR UPDATE OF w;
        INSERT INTO autocompress.step_result (key, name, output, seconds, study, trial, silo, fence, committed_at, used_at)
        SELECT w.key, w.name, o.output, o.seconds, w.study, w.trial, h.silo, h.fence, autocompress.now_ms(), autocompress.now_ms()
        FROM {OfHeld} JOIN unnest(@works, @outputs, @seconds) AS o (id, output, seconds) ON o.id = w.id
        ORDER BY w.key ON CONFLICT (key) DO NOTHING;
        INSERT INTO autocompress.artifact (sha256, key, committed_at)
        SELECT DISTINCT ON (a.sha256) a.sha256, w.key, autocompress.now_ms()
        FROM {OfHeld} JOIN unnest(@makers, @artifacts) AS a (id, sha256) ON a.id = w.id
        ORDER BY a.sha256 ON CONFLICT DO NOTHING;
        {PostgresLeases.EndingOf($"= ANY(ARRAY(SELECT w.key FROM {OfHeld}))")}
        """;

    /// <inheritdoc/>
    public async Task<ImmutableArray<StepLease>> ClaimAsync(WorkOffer offer, CancellationToken cancellationToken)
    {
        var arguments = new DynamicParameters(new
        {
            labels = offer.Labels.ToArray(),
            offer.Silo,
            offer.FreeCores,
            offer.AllCores,
            lease = (long)offer.Lease.TotalMilliseconds,
            measure = StageLabels.Measure,
        });
        var (dead, work, limited) = await database.ReadAsync(
            session => session.FindAsync<(bool, bool, string[])>(
                $"SELECT ({PostgresLeases.Any}), EXISTS (SELECT 1 FROM autocompress.work w WHERE {Claimable}), {PostgresLimits.Limited}", arguments),
            cancellationToken).ConfigureAwait(false);
        if (dead)
        {
            await PostgresLeases.ReapAsync(database, cancellationToken).ConfigureAwait(false);
            hints.Changed();
        }

        return dead || work
            ? await database.WriteAsync(session => ClaimAsync(session, offer.Silo, arguments, limited), cancellationToken).ConfigureAwait(false)
            : [];
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<bool>> CommitAsync(ImmutableArray<FinishedStep> steps, CancellationToken cancellationToken)
    {
        var arguments = new
        {
            works = steps.Select(step => step.Lease.Work).ToArray(),
            fences = steps.Select(step => step.Lease.Fence).ToArray(),
            silos = steps.Select(step => step.Lease.Silo).ToArray(),
            outputs = steps.Select(step => Json.Write(step.Output)).ToArray(),
            seconds = steps.Select(step => step.Seconds).ToArray(),
            makers = steps.SelectMany(step => step.Output.Artifacts.Select(_ => step.Lease.Work)).ToArray(),
            artifacts = steps.SelectMany(step => step.Output.Artifacts.Values).ToArray(),
            failure = (string?)null,
        };
        var held = await database.WriteAsync(
            async session =>
            {
                await using var results = await session.QueryManyAsync(Commit, arguments).ConfigureAwait(false);
                var rows = (await results.ReadAsync<long>().ConfigureAwait(false)).ToHashSet();
                await PostgresLeases.CountAsync(session, results).ConfigureAwait(false);
                return rows;
            },
            cancellationToken).ConfigureAwait(false);
        hints.Changed();
        return [.. steps.Select(step => held.Contains(step.Lease.Work))];
    }

    /// <inheritdoc/>
    public Task<bool> FailAsync(StepLease lease, FailureCause cause, string message, CancellationToken cancellationToken) => EndAsync(
        lease,
        session => PostgresLeases.FailAsync(session, lease.Key, new StepFailure(lease.Stage.Name, cause, message)),
        cancellationToken,
        session => PostgresLeases.LockStudiesAsync(session, lease.Key, themselves: true));

    /// <inheritdoc/>
    public Task<bool> HandBackAsync(StepLease lease, CancellationToken cancellationToken) =>
        EndAsync(lease, session => HandBackAsync(session, lease), cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> SuspendAsync(StepLease lease, string message, CancellationToken cancellationToken)
    {
        IReadOnlyList<StudyRow> studies = [];
        var held = await EndAsync(
            lease,
            async session =>
            {
                foreach (var study in studies.Where(study => Studies.StudyStates.IsActive(study.StateValue)))
                {
                    var turn = PostgresTurn.Of(session, study);
                    turn.Pause(message);
                    await turn.RunAsync().ConfigureAwait(false);
                }

                await HandBackAsync(session, lease).ConfigureAwait(false);
            },
            cancellationToken,
            async session => studies = await PostgresLeases.LockStudiesAsync(session, lease.Key, themselves: false).ConfigureAwait(false)).ConfigureAwait(false);
        hints.Ordered();
        return held;
    }

    /// <inheritdoc/>
    public Task<bool> ForgetAsync(StepLease lease, ImmutableArray<string> keys, CancellationToken cancellationToken) => EndAsync(
        lease,
        async session =>
        {
            await session.ExecuteAsync("DELETE FROM autocompress.step_result WHERE key = ANY(@keys)", new { keys = keys.ToArray() }).ConfigureAwait(false);
            await PostgresLeases.EndAsync(session, [lease.Key], null).ConfigureAwait(false);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<bool> CheckpointAsync(StepLease lease, ImmutableSortedDictionary<string, string> files, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session => await session.ExecuteAsync(
                $"UPDATE autocompress.work SET checkpoint = @files WHERE {Held}",
                new { lease.Work, lease.Fence, lease.Silo, files = Json.Write(files) }).ConfigureAwait(false) == 1,
            cancellationToken);

    /// <inheritdoc/>
    public Task<StageOutput?> ResultAsync(string key, CancellationToken cancellationToken) => database.ReadAsync(
        async session => await session.FindAsync<string>("SELECT output FROM autocompress.step_result WHERE key = @key", new { key }).ConfigureAwait(false) is { } output
            ? Json.Read<StageOutput>(output)
            : null,
        cancellationToken);

    private static async Task<ImmutableArray<StepLease>> ClaimAsync(PostgresSession session, string silo, DynamicParameters arguments, string[] limited)
    {
        arguments.Add("limited", limited);
        if (limited.Length > 0)
        {
            await session.ExecuteAsync(PostgresLimits.Lock, new { limited }).ConfigureAwait(false);
        }

        var rows = await session.QueryAsync<WorkRow>(Claim, arguments).ConfigureAwait(false);
        if (rows.Count > 0)
        {
            await session.ExecuteAsync(Settle, new
            {
                keys = rows.Select(row => row.Key).ToArray(),
                askers = rows.Select(row => row.Study).ToArray(),
                turns = rows.Select(row => row.Turn).ToArray(),
                floor = rows[0].Floor ?? 0,
            }).ConfigureAwait(false);
        }

        return [.. rows.OrderBy(row => row.Turn).ThenBy(row => row.Trial).ThenBy(row => row.Id).Select(row => row.ToLease(silo, row.Fence))];
    }

    private static async Task HandBackAsync(PostgresSession session, StepLease lease)
    {
        await using var results = await session.QueryManyAsync(
            $"""
            SELECT {PostgresShares.Charged} FROM autocompress.work w WHERE {Held};
            UPDATE autocompress.work SET owner = NULL, lease_until = NULL, started_at = NULL, done = 0, note = '',
                attempts = attempts - 1, dead_owners = 0
            WHERE {Held} RETURNING id
            """,
            new { lease.Work, lease.Fence, lease.Silo }).ConfigureAwait(false);
        var charges = await results.ReadAsync<(string, double)>().ConfigureAwait(false);
        _ = await results.ReadAsync<long>().ConfigureAwait(false);
        var studies = await PostgresLeases.WaitingAsync(session, lease.Key).ConfigureAwait(false);
        await PostgresLeases.DropUnwantedAsync(session, [lease.Key]).ConfigureAwait(false);
        await PostgresActiveTime.CountAsync(session, charges, studies).ConfigureAwait(false);
    }

    /// <param name="write">Runs with the step's row locked, under the lease.</param>
    /// <param name="before">Locks what has to be locked before the step.</param>
    /// <returns>False when the lease was lost: nothing was written.</returns>
    private async Task<bool> EndAsync(
        StepLease lease, Func<PostgresSession, Task> write, CancellationToken cancellationToken, Func<PostgresSession, Task>? before = null)
    {
        var held = await database.WriteAsync(
            async session =>
            {
                await (before?.Invoke(session) ?? Task.CompletedTask).ConfigureAwait(false);
                if (await session.FindAsync<long?>($"SELECT id FROM autocompress.work WHERE {Held} FOR UPDATE", lease).ConfigureAwait(false) is null)
                {
                    return false;
                }

                await write(session).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
        hints.Changed();
        return held;
    }
}
