using System.Collections.Immutable;
using AutoCompress.Host.Silos;
using AutoCompress.Host.Store.Rows;
using Dapper;

namespace AutoCompress.Host.Store.Postgres;

/// <inheritdoc/>
internal sealed class PostgresSilos(PostgresDatabase database) : ISiloStore
{
    /// <summary>A silo that died is listed for an hour.</summary>
    private const long Remembered = 3_600_000;

    /// <summary>All that a silo has to renew that holds nothing.</summary>
    private const string RenewSilo =
        "UPDATE autocompress.silo SET seen_at = autocompress.now_ms(), lease_until = autocompress.now_ms() + @lease WHERE id = @Silo;";

    /// <summary>Renews all that a silo holds, in one round trip and so in one transaction.</summary>
    private static readonly string Renew = $"""
        {RenewSilo}
        UPDATE autocompress.study s SET lease_until = autocompress.now_ms() + @lease
        FROM unnest(@studies, @studyFences) AS h (id, fence)
        WHERE s.id = h.id AND s.fence = h.fence AND s.owner = @Silo AND s.state IN {ActiveStates.Sql}
        RETURNING s.fence;
        UPDATE autocompress.work w
        SET lease_until = autocompress.now_ms() + @lease, done = coalesce(h.done, w.done), note = coalesce(h.note, w.note)
        FROM unnest(@steps, @stepFences, @done, @notes) AS h (id, fence, done, note)
        WHERE w.id = h.id AND w.fence = h.fence AND w.owner = @Silo
        RETURNING w.fence, CASE
            WHEN NOT EXISTS (SELECT 1 FROM autocompress.waiter x WHERE x.key = w.key) THEN {(int)LeaseSignal.Cancel}
            WHEN EXISTS (
                SELECT 1 FROM autocompress.waiter x JOIN autocompress.study s ON s.id = x.study
                WHERE x.key = w.key AND s.state IN {ActiveStates.Sql}) THEN {(int)LeaseSignal.Continue}
            ELSE {(int)LeaseSignal.Pause} END;
        {PostgresActiveTime.CountOf("""
            IN (
                SELECT unnest(@studies) UNION
                SELECT x.study FROM autocompress.waiter x JOIN autocompress.work w ON w.key = x.key WHERE w.id = ANY(@steps) AND w.owner = @Silo)
            """)}
        """;

    /// <inheritdoc/>
    public Task JoinAsync(SiloOffer offer, TimeSpan lease, CancellationToken cancellationToken) => WriteAsync(
        """
        DELETE FROM autocompress.silo WHERE lease_until < autocompress.now_ms() - @Remembered;
        INSERT INTO autocompress.silo AS s (id, host, labels, cores, started_at, seen_at, lease_until)
        VALUES (@Silo, @Host, @labels, @cores, autocompress.now_ms(), autocompress.now_ms(), autocompress.now_ms() + @lease)
        ON CONFLICT (id) DO UPDATE SET host = excluded.host, labels = excluded.labels, cores = excluded.cores, started_at = excluded.started_at,
            seen_at = excluded.seen_at, lease_until = excluded.lease_until, draining = false;
        """,
        new { offer.Silo, offer.Host, labels = offer.Labels.ToArray(), cores = offer.Cores.ToArray(), lease = (long)lease.TotalMilliseconds, Remembered },
        cancellationToken);

    /// <inheritdoc/>
    public Task DrainAsync(string silo, CancellationToken cancellationToken) =>
        WriteAsync("UPDATE autocompress.silo SET draining = true WHERE id = @silo", new { silo }, cancellationToken);

    /// <inheritdoc/>
    public Task ReturnAsync(string silo, CancellationToken cancellationToken) =>
        WriteAsync("UPDATE autocompress.silo SET draining = false WHERE id = @silo", new { silo }, cancellationToken);

    /// <inheritdoc/>
    public Task LeaveAsync(string silo, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                await PostgresLeases.FreeAllAsync(session, silo).ConfigureAwait(false);
                return await session.ExecuteAsync("DELETE FROM autocompress.silo WHERE id = @silo", new { silo }).ConfigureAwait(false);
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<SiloStatus>> ListAsync(CancellationToken cancellationToken) => database.ReadAsync(
        async session => (await session.QueryAsync<SiloRow>(
            """
            SELECT s.id, array_to_json(s.labels)::text AS labels, cardinality(s.cores) AS cores, s.started_at, s.seen_at, s.lease_until, s.draining,
                autocompress.now_ms() AS now, (SELECT count(*) FROM autocompress.work w WHERE w.owner = s.id) AS running_steps
            FROM autocompress.silo s ORDER BY s.started_at, s.id
            """).ConfigureAwait(false)).Select(row => row.ToStatus()).ToImmutableArray(),
        cancellationToken);

    /// <inheritdoc/>
    public IReadOnlyDictionary<long, LeaseSignal> Beat(Heartbeat beat)
    {
        if (beat.Studies.IsEmpty && beat.Steps.IsEmpty)
        {
            database.Promptly(connection => connection.Execute(RenewSilo, new { beat.Silo, lease = (long)beat.Lease.TotalMilliseconds }));
            return ImmutableDictionary<long, LeaseSignal>.Empty;
        }

        var arguments = new
        {
            beat.Silo,
            lease = (long)beat.Lease.TotalMilliseconds,
            studies = beat.Studies.Select(study => study.Study).ToArray(),
            studyFences = beat.Studies.Select(study => study.Fence).ToArray(),
            steps = beat.Steps.Select(held => held.Step.Work).ToArray(),
            stepFences = beat.Steps.Select(held => held.Step.Fence).ToArray(),
            done = beat.Steps.Select(held => held.Progress?.Done).ToArray(),
            notes = beat.Steps.Select(held => PostgresText.Clean(held.Progress?.Note)).ToArray(),
        };
        var (studies, steps) = database.Promptly(connection =>
        {
            using var results = connection.QueryMultiple(Renew, arguments);
            var answer = (results.Read<long>().AsList(), results.Read<(long Fence, int Signal)>().AsList());
            // What is not read is not known to have gone well.
            _ = results.Read<int>().AsList();
            return answer;
        });
        var answers = beat.Studies.Select(study => study.Fence).Concat(beat.Steps.Select(held => held.Step.Fence))
            .ToDictionary(fence => fence, _ => LeaseSignal.Lost);
        foreach (var fence in studies)
        {
            answers[fence] = LeaseSignal.Continue;
        }

        foreach (var (fence, signal) in steps)
        {
            answers[fence] = (LeaseSignal)signal;
        }

        return answers;
    }

    private Task<int> WriteAsync(string sql, object arguments, CancellationToken cancellationToken) =>
        database.WriteAsync(session => session.ExecuteAsync(sql, arguments), cancellationToken);
}
