using System.Collections.Immutable;
using AutoCompress.Host.Store.Rows;
using AutoCompress.Host.Studies;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Host.Store.Sqlite;

/// <inheritdoc/>
internal sealed class SqliteStudies(SqliteDatabase database, ChangeSignal changes, ChangeSignal orders) : IStudyStore
{
    private const string Select = """
        SELECT s.*, @now AS now,
            (SELECT count(*) FROM trial t WHERE t.study = s.id AND t.outcome IS NULL) AS running_trials,
            (SELECT count(*) FROM trial t WHERE t.study = s.id AND t.outcome = 'completed') AS completed_trials,
            (SELECT count(*) FROM trial t WHERE t.study = s.id AND t.outcome IS NOT NULL) AS finished_trials
        FROM study s

        """;

    /// <inheritdoc/>
    public Task<(StudyStatus Study, bool IsNew)> CreateAsync(NewStudy study, CancellationToken cancellationToken)
    {
        var answer = database.Write("create", session => Create(session, study));
        changes.Pulse();
        return Task.FromResult(answer);
    }

    /// <inheritdoc/>
    public Task<StudyStatus?> FindAsync(string id, CancellationToken cancellationToken) =>
        Task.FromResult(database.Read(session => Row(session, id)?.ToStatus()));

    /// <inheritdoc/>
    public Task<ImmutableArray<StudyStatus>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult(database.Read(session => session
            .Query<StudyRow>(Select + "ORDER BY s.number DESC")
            .Select(row => row.ToStatus())
            .ToImmutableArray()));

    /// <inheritdoc/>
    public Task<StudyInputs?> InputsAsync(string id, CancellationToken cancellationToken) =>
        Task.FromResult(database.Read(session => Row(session, id) is { } row ? Json.Read<StudyInputs>(row.Inputs) : null));

    /// <inheritdoc/>
    public Task<StudyPlan?> PlanAsync(string id, CancellationToken cancellationToken) =>
        Task.FromResult(database.Read(session => Row(session, id)?.Plan is { } plan ? Json.Read<StudyPlan>(plan) : null));

    /// <inheritdoc/>
    public Task<ImmutableArray<Trial>> TrialsAsync(string id, CancellationToken cancellationToken) =>
        Task.FromResult(database.Read(session => session
            .Query<TrialRow>("SELECT * FROM trial WHERE study = @id ORDER BY number", new { id })
            .Select(row => row.ToTrial())
            .ToImmutableArray()));

    /// <inheritdoc/>
    public Task<ImmutableArray<StepStatus>> StepsAsync(string id, CancellationToken cancellationToken) =>
        Task.FromResult(database.Read(session => session
            .Query<WorkRow>(
                """
                SELECT w.*, x.trial AS trial FROM work w JOIN waiter x ON x.key = w.key
                WHERE x.study = @id ORDER BY w.owner IS NULL, x.trial, w.id
                """,
                new { id })
            .Select(row => row.ToStatus())
            .ToImmutableArray()));

    /// <inheritdoc/>
    public Task<ImmutableArray<AwaitedSteps>> AwaitedAsync(ImmutableArray<string> studies, CancellationToken cancellationToken) =>
        Task.FromResult(database.Read(session => session
            .Query<(string Study, string Labels, bool IsRunning)>(
                """
                SELECT DISTINCT x.study, w.labels, w.owner IS NOT NULL FROM waiter x JOIN work w ON w.key = x.key
                WHERE x.study IN (SELECT value FROM json_each(@studies))
                """,
                new { studies = Json.Write(studies) })
            .Select(row => new AwaitedSteps(row.Study, Json.Read<ImmutableArray<string>>(row.Labels), row.IsRunning))
            .ToImmutableArray()));

    /// <inheritdoc/>
    public Task<FrontReport?> FrontAsync(string id, CancellationToken cancellationToken) =>
        Task.FromResult(database.Read(session => Row(session, id)?.Front is { } front ? Json.Read<FrontReport>(front) : null));

    /// <inheritdoc/>
    public Task<ImmutableArray<string>> DecisionsAsync(string id, CancellationToken cancellationToken) =>
        Task.FromResult(database.Read(session => session
            .Query<string>("SELECT record FROM decision WHERE study = @id ORDER BY seq", new { id })
            .ToImmutableArray()));

    /// <inheritdoc/>
    public Task<ImmutableArray<StudyEvent>> EventsAsync(string id, long after, int limit, CancellationToken cancellationToken) =>
        Task.FromResult(database.Read(session => session
            .Query<EventRow>("SELECT * FROM event WHERE study = @id AND seq > @after ORDER BY seq LIMIT @limit", new { id, after, limit })
            .Select(row => row.ToEvent())
            .ToImmutableArray()));

    /// <inheritdoc/>
    public Task<StudyChange> PauseAsync(string id, string? message, CancellationToken cancellationToken) =>
        Order("pause", id, (session, row) =>
        {
            if (row.StateValue == StudyState.Paused)
            {
                return StudyChange.Unchanged;
            }

            Pause(session, id, message);
            return StudyChange.Applied;
        });

    /// <inheritdoc/>
    public Task<StudyChange> ResumeAsync(string id, CancellationToken cancellationToken) =>
        Order("resume", id, (session, row) =>
        {
            if (row.StateValue != StudyState.Paused)
            {
                return StudyChange.Unchanged;
            }

            SqliteEvents.ChangeState(session, id, KebabCase.Parse<StudyState>(row.ResumeState!), null);
            return StudyChange.Applied;
        });

    /// <inheritdoc/>
    public Task<StudyChange> PrioritiseAsync(string id, int priority, CancellationToken cancellationToken) => Order("prioritise", id, (session, _) => session.Execute(
        "UPDATE study SET weight = @weight WHERE id = @id AND weight <> @weight", new { id, weight = FairShare.Weight(priority) }) == 1
        ? StudyChange.Applied
        : StudyChange.Unchanged);

    /// <inheritdoc/>
    public Task<StudyChange> CancelAsync(string id, CancellationToken cancellationToken) =>
        Order("cancel", id, (session, _) =>
        {
            SqliteGrains.End(session, id, StudyState.Cancelled, null, "The study was cancelled.");
            return StudyChange.Applied;
        });

    /// <summary>Stops a study that is being worked on.</summary>
    public static void Pause(SqliteSession session, string id, string? message)
    {
        session.Execute("UPDATE study SET resume_state = state, owner = NULL, lease_until = NULL WHERE id = @id", new { id });
        SqliteEvents.ChangeState(session, id, StudyState.Paused, message);
        SqliteActiveTime.Count(session, id);
    }

    private static StudyRow? Row(SqliteSession session, string id) =>
        session.Find<StudyRow>(Select + "WHERE s.id = @id", new { id });

    private static (StudyStatus Study, bool IsNew) Create(SqliteSession session, NewStudy study)
    {
        if (study.IdempotencyKey is { } key
            && session.Find<StudyRow>(Select + "WHERE s.idempotency_key = @key", new { key }) is { } there)
        {
            return (there.ToStatus(), false);
        }

        var number = session.Next("study");
        var id = $"{study.Spec.Name}-{number}";
        while (session.Value<long>("SELECT count(*) FROM study WHERE id = @id", new { id }) > 0)
        {
            // A study that came from elsewhere has this id.
            number = session.Next("study");
            id = $"{study.Spec.Name}-{number}";
        }

        session.Execute(
            """
            INSERT INTO study (id, number, idempotency_key, spec, inputs, state, submitted_at, tenant, weight)
            VALUES (@id, @number, @IdempotencyKey, @spec, @inputs, '', @now, @Tenant, @weight)
            """,
            new
            {
                id,
                number,
                study.IdempotencyKey,
                spec = Json.Write(study.Spec),
                inputs = Json.Write(study.Inputs),
                study.Spec.Tenant,
                weight = FairShare.Weight(study.Spec.Priority),
            });
        SqliteEvents.ChangeState(session, id, StudyState.Planning, null);
        return (Row(session, id)!.ToStatus(), true);
    }

    private Task<StudyChange> Order(string name, string id, Func<SqliteSession, StudyRow, StudyChange> order)
    {
        var change = database.Write(name, session => Row(session, id) switch
        {
            null => StudyChange.NotFound,
            { } row when row.StateValue.IsFinal() => StudyChange.Finished,
            { } row => order(session, row),
        });
        changes.Pulse();
        orders.Pulse();
        return Task.FromResult(change);
    }
}
