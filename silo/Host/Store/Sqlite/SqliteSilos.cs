using System.Collections.Immutable;
using AutoCompress.Host.Silos;
using AutoCompress.Host.Store.Rows;

namespace AutoCompress.Host.Store.Sqlite;

/// <inheritdoc/>
internal sealed class SqliteSilos(SqliteDatabase database) : ISiloStore
{
    /// <inheritdoc/>
    public Task JoinAsync(SiloOffer offer, TimeSpan lease, CancellationToken cancellationToken)
    {
        database.Write("join", session => session.Execute(
            """
            INSERT OR REPLACE INTO silo (id, host, labels, cores, core_list, started_at, seen_at, lease_until)
            VALUES (@Silo, @Host, @labels, @cores, @list, @now, @now, @now + @lease)
            """,
            new
            {
                offer.Silo,
                offer.Host,
                labels = Json.Write(offer.Labels),
                cores = offer.Cores.Length,
                list = Json.Write(offer.Cores),
                lease = (long)lease.TotalMilliseconds,
            }));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task DrainAsync(string silo, string? reason, CancellationToken cancellationToken)
    {
        database.Write("drain", session => session.Execute("UPDATE silo SET draining = 1, reason = @reason WHERE id = @silo", new { silo, reason }));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ReturnAsync(string silo, CancellationToken cancellationToken)
    {
        database.Write("return", session => session.Execute("UPDATE silo SET draining = 0, reason = NULL WHERE id = @silo", new { silo }));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task LeaveAsync(string silo, CancellationToken cancellationToken)
    {
        database.Write("leave", session =>
        {
            SqliteLeases.FreeAll(session, silo);
            return session.Execute("DELETE FROM silo WHERE id = @silo", new { silo });
        });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<SiloStatus>> ListAsync(CancellationToken cancellationToken) => Task.FromResult(database.Read(session => session
        .Query<SiloRow>("SELECT s.*, @now AS now, (SELECT count(*) FROM work w WHERE w.owner = s.id) AS running_steps FROM silo s ORDER BY s.started_at, s.id")
        .Select(row => row.ToStatus())
        .ToImmutableArray()));

    /// <inheritdoc/>
    public IReadOnlyDictionary<long, LeaseSignal> Beat(Heartbeat beat) => database.Write("beat", session =>
    {
        var lease = (long)beat.Lease.TotalMilliseconds;
        session.Execute("UPDATE silo SET seen_at = @now, lease_until = @now + @lease WHERE id = @Silo", new { beat.Silo, lease });
        var answers = new Dictionary<long, LeaseSignal>();
        foreach (var study in beat.Studies)
        {
            answers[study.Fence] = RenewStudy(session, study, lease);
        }

        foreach (var (step, progress) in beat.Steps)
        {
            answers[step.Fence] = RenewStep(session, step, progress?.Done, progress?.Note, lease);
        }

        return answers;
    });

    private static LeaseSignal RenewStudy(SqliteSession session, StudyLease study, long lease)
    {
        var held = session.Execute(
            $"UPDATE study SET lease_until = @now + @lease WHERE id = @Study AND fence = @Fence AND owner = @Silo AND state IN {ActiveStates.Sql}",
            new { study.Study, study.Fence, study.Silo, lease });
        if (held == 0)
        {
            return LeaseSignal.Lost;
        }

        SqliteActiveTime.Count(session, study.Study);
        return LeaseSignal.Continue;
    }

    private static LeaseSignal RenewStep(SqliteSession session, StepLease step, double? done, string? note, long lease)
    {
        var held = session.Execute(
            """
            UPDATE work SET lease_until = @now + @lease, done = coalesce(@done, done), note = coalesce(@note, note)
            WHERE id = @Work AND fence = @Fence AND owner = @Silo
            """,
            new { step.Work, step.Fence, step.Silo, done, note, lease });
        if (held == 0)
        {
            return LeaseSignal.Lost;
        }

        foreach (var study in SqliteActiveTime.Waiting(session, step.Key))
        {
            SqliteActiveTime.Count(session, study);
        }

        return session.Value<long>(
            $"""
            SELECT CASE
                WHEN NOT EXISTS (SELECT 1 FROM waiter x WHERE x.key = @Key) THEN {(int)LeaseSignal.Cancel}
                WHEN EXISTS (SELECT 1 FROM waiter x JOIN study s ON s.id = x.study WHERE x.key = @Key AND s.state IN {ActiveStates.Sql})
                THEN {(int)LeaseSignal.Continue} ELSE {(int)LeaseSignal.Pause} END
            """,
            new { step.Key }) switch
        {
            (int)LeaseSignal.Cancel => LeaseSignal.Cancel,
            (int)LeaseSignal.Pause => LeaseSignal.Pause,
            _ => LeaseSignal.Continue,
        };
    }
}
