using System.Collections.Immutable;
using AutoCompress.Host.Store.Rows;
using AutoCompress.Trials;

namespace AutoCompress.Host.Store.Sqlite;

/// <inheritdoc/>
internal sealed class SqliteWork(SqliteDatabase database, ChangeSignal changes, ChangeSignal orders) : IWorkStore
{
    private const string Held = "id = @Work AND fence = @Fence AND owner = @Silo";

    /// <summary>Rows that an active study waits for and whose labels are all on offer, first in line first.</summary>
    private static readonly string Claimable = $"""
        WITH {SqliteShares.Tables}
        SELECT w.* FROM work w LEFT JOIN served v ON v.study = w.study
        WHERE w.owner IS NULL
            AND NOT EXISTS (SELECT 1 FROM json_each(w.labels) l WHERE l.value NOT IN (SELECT o.value FROM json_each(@labels) o))
            AND EXISTS (SELECT 1 FROM waiter x JOIN study s ON s.id = x.study WHERE x.key = w.key AND s.state IN {ActiveStates.Sql})
        ORDER BY max(coalesce(v.service, 0), {SqliteShares.Floor}), w.trial, w.id LIMIT 1
        """;

    private const string Expired = "SELECT count(*) FROM work WHERE owner IS NOT NULL AND lease_until < @now";

    /// <inheritdoc/>
    public Task<ImmutableArray<StepLease>> ClaimAsync(WorkOffer offer, CancellationToken cancellationToken)
    {
        if (database.Read(session => session.Value<long>(Expired) == 0 && First(session, offer) is null))
        {
            return Task.FromResult(ImmutableArray<StepLease>.Empty);
        }

        var (leases, reaped) = database.Write("claim", session =>
        {
            var dead = SqliteLeases.Reap(session);
            return (Claim(session, offer), dead);
        });
        if (reaped > 0)
        {
            changes.Pulse();
        }

        return Task.FromResult(leases);
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<bool>> CommitAsync(ImmutableArray<FinishedStep> steps, CancellationToken cancellationToken)
    {
        var held = database.Write("commit", session => steps.Select(step => Commit(session, step)).ToImmutableArray());
        changes.Pulse();
        return Task.FromResult(held);
    }

    /// <inheritdoc/>
    public Task<bool> FailAsync(StepLease lease, FailureCause cause, string message, CancellationToken cancellationToken) =>
        Finish("fail", lease, session => SqliteLeases.Fail(session, lease.Key, new StepFailure(lease.Stage.Name, cause, message)));

    /// <inheritdoc/>
    public Task<bool> HandBackAsync(StepLease lease, CancellationToken cancellationToken) =>
        Finish("hand back", lease, session => HandBack(session, lease));

    /// <inheritdoc/>
    public Task<bool> SuspendAsync(StepLease lease, string message, CancellationToken cancellationToken) =>
        Finish("suspend", lease, session =>
        {
            var active = session.Query<string>(
                $"SELECT DISTINCT s.id FROM study s JOIN waiter x ON x.study = s.id WHERE x.key = @Key AND s.state IN {ActiveStates.Sql}", lease);
            foreach (var study in active)
            {
                SqliteStudies.Pause(session, study, message);
            }

            HandBack(session, lease);
        });

    /// <inheritdoc/>
    public Task<bool> ForgetAsync(StepLease lease, ImmutableArray<string> keys, CancellationToken cancellationToken) =>
        Finish("forget", lease, session =>
        {
            session.Execute("DELETE FROM step_result WHERE key IN (SELECT value FROM json_each(@keys))", new { keys = Json.Write(keys) });
            Wake(session, lease);
        });

    /// <inheritdoc/>
    public Task<bool> CheckpointAsync(StepLease lease, ImmutableSortedDictionary<string, string> files, CancellationToken cancellationToken) =>
        Task.FromResult(database.Write("checkpoint", session => session.Execute(
            $"UPDATE work SET checkpoint = @files WHERE {Held}", new { lease.Work, lease.Fence, lease.Silo, files = Json.Write(files) }) == 1));

    /// <inheritdoc/>
    public Task<StageOutput?> ResultAsync(string key, CancellationToken cancellationToken) => Task.FromResult(database.Read(session =>
        session.Find<StepResultRow>("SELECT * FROM step_result WHERE key = @key", new { key }) is { } row
            ? Json.Read<StageOutput>(row.Output)
            : null));

    private static WorkRow? First(SqliteSession session, WorkOffer offer) =>
        session.Find<WorkRow>(Claimable, new { labels = Json.Write(offer.Labels) });

    private static ImmutableArray<StepLease> Claim(SqliteSession session, WorkOffer offer)
    {
        var taken = ImmutableArray.CreateBuilder<StepLease>();
        while (First(session, offer) is { } row && Math.Min(row.Cores, offer.AllCores) is var cores && cores <= offer.FreeCores)
        {
            var lease = Claim(session, offer, row);
            taken.Add(lease);
            offer = offer with
            {
                FreeCores = offer.FreeCores - (int)cores,
                Labels = lease.Stage.Labels.Contains(StageLabels.Measure) ? offer.Labels.Remove(StageLabels.Measure) : offer.Labels,
            };
        }

        return taken.ToImmutable();
    }

    private static bool Commit(SqliteSession session, FinishedStep step)
    {
        var lease = step.Lease;
        if (!IsHeld(session, lease))
        {
            return false;
        }

        session.Execute(
            """
            INSERT INTO step_result (key, name, output, seconds, study, trial, silo, committed_at)
            SELECT key, name, @output, @Seconds, study, trial, @Silo, @now FROM work WHERE id = @Work
            ON CONFLICT (key) DO NOTHING
            """,
            new { lease.Silo, lease.Work, step.Seconds, output = Json.Write(step.Output) });
        foreach (var sha256 in step.Output.Artifacts.Values)
        {
            session.Execute(
                "INSERT INTO artifact (sha256, key, committed_at) VALUES (@sha256, @Key, @now) ON CONFLICT DO NOTHING",
                new { sha256, lease.Key });
        }

        Wake(session, lease);
        return true;
    }

    private static bool IsHeld(SqliteSession session, StepLease lease) =>
        session.Value<long>($"SELECT count(*) FROM work WHERE {Held}", lease) > 0;

    private static StepLease Claim(SqliteSession session, WorkOffer offer, WorkRow row)
    {
        var fence = session.Next("fence");
        session.Execute(
            """
            UPDATE work SET owner = @Silo, lease_until = @now + @lease, fence = @fence, attempts = attempts + 1, started_at = @now
            WHERE id = @Id
            """,
            new { row.Id, offer.Silo, fence, lease = (long)offer.Lease.TotalMilliseconds });
        SqliteShares.Settle(session, row.Study);
        foreach (var study in SqliteActiveTime.Waiting(session, row.Key))
        {
            SqliteActiveTime.Count(session, study);
        }

        return row.ToLease(offer.Silo, fence);
    }

    /// <summary>Removes the step; whoever waited for it has a turn to take.</summary>
    private static void Wake(SqliteSession session, StepLease lease)
    {
        session.Execute(
            "UPDATE trial SET due = 1 WHERE outcome IS NULL AND (study, number) IN (SELECT study, trial FROM waiter WHERE key = @Key)", lease);
        SqliteLeases.Remove(session, lease.Key, SqliteActiveTime.Waiting(session, lease.Key));
    }

    private static void HandBack(SqliteSession session, StepLease lease)
    {
        SqliteShares.Charge(session, lease.Key);
        session.Execute(
            $"""
            UPDATE work SET owner = NULL, lease_until = NULL, started_at = NULL, done = 0, note = '',
                attempts = attempts - 1, dead_owners = 0
            WHERE {Held}
            """,
            lease);
        var studies = SqliteActiveTime.Waiting(session, lease.Key);
        SqliteLeases.DropUnwanted(session);
        foreach (var study in studies)
        {
            SqliteActiveTime.Count(session, study);
        }
    }

    private Task<bool> Finish(string name, StepLease lease, Action<SqliteSession> write)
    {
        var held = database.Write(name, session =>
        {
            if (!IsHeld(session, lease))
            {
                return false;
            }

            write(session);
            return true;
        });
        changes.Pulse();
        if (name == "suspend")
        {
            orders.Pulse();
        }

        return Task.FromResult(held);
    }
}
