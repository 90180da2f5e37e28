using System.Collections.Immutable;
using System.Globalization;
using AutoCompress.Host.Store.Rows;
using AutoCompress.Host.Studies;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Host.Store.Postgres;

/// <inheritdoc/>
internal sealed class PostgresStudies(PostgresDatabase database, PostgresHints hints) : IStudyStore
{
    private const string Select = """
        SELECT s.*, a.spent_ms AS active_ms, a.since AS active_at, a.weight, autocompress.now_ms() AS now,
            (SELECT count(*) FROM autocompress.trial t WHERE t.study = s.id AND t.outcome IS NULL) AS running_trials,
            (SELECT count(*) FROM autocompress.trial t WHERE t.study = s.id AND t.outcome = 'completed') AS completed_trials,
            (SELECT count(*) FROM autocompress.trial t WHERE t.study = s.id AND t.outcome IS NOT NULL) AS finished_trials
        FROM autocompress.study s JOIN autocompress.active_time a ON a.study = s.id

        """;

    /// <inheritdoc/>
    public async Task<(StudyStatus Study, bool IsNew)> CreateAsync(NewStudy study, CancellationToken cancellationToken)
    {
        // Whatever becomes of the server in between, a repetition finds the study that the first try made.
        var submission = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
        var answer = await database.WriteAsync(session => CreateAsync(session, study, submission), cancellationToken).ConfigureAwait(false);
        hints.Changed();
        return answer;
    }

    /// <inheritdoc/>
    public Task<StudyStatus?> FindAsync(string id, CancellationToken cancellationToken) =>
        ReadAsync(async session => (await RowAsync(session, id).ConfigureAwait(false))?.ToStatus(), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<StudyStatus>> ListAsync(CancellationToken cancellationToken) =>
        ManyAsync<StudyRow, StudyStatus>(Select + "ORDER BY s.number DESC", null, row => row.ToStatus(), cancellationToken);

    /// <inheritdoc/>
    public Task<StudyInputs?> InputsAsync(string id, CancellationToken cancellationToken) => ReadAsync(
        async session => await session.FindAsync<string>("SELECT inputs FROM autocompress.study WHERE id = @id", new { id }).ConfigureAwait(false) is { } inputs
            ? Json.Read<StudyInputs>(inputs)
            : null,
        cancellationToken);

    /// <inheritdoc/>
    public Task<StudyPlan?> PlanAsync(string id, CancellationToken cancellationToken) => ReadAsync(
        async session => await session.FindAsync<string>("SELECT plan FROM autocompress.study WHERE id = @id", new { id }).ConfigureAwait(false) is { } plan
            ? Json.Read<StudyPlan>(plan)
            : null,
        cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<Trial>> TrialsAsync(string id, CancellationToken cancellationToken) => ManyAsync<TrialRow, Trial>(
        "SELECT * FROM autocompress.trial WHERE study = @id ORDER BY number", new { id }, row => row.ToTrial(), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<StepStatus>> StepsAsync(string id, CancellationToken cancellationToken) => ManyAsync<WorkRow, StepStatus>(
        """
        SELECT w.name, w.owner, w.started_at, w.done, w.note, x.trial
        FROM autocompress.work w JOIN autocompress.waiter x ON x.key = w.key
        WHERE x.study = @id ORDER BY w.owner IS NULL, x.trial, w.id
        """,
        new { id },
        row => row.ToStatus(),
        cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<AwaitedSteps>> AwaitedAsync(ImmutableArray<string> studies, CancellationToken cancellationToken) =>
        ManyAsync<(string Study, string[] Labels, bool IsRunning), AwaitedSteps>(
            """
            SELECT DISTINCT x.study, w.labels, w.owner IS NOT NULL FROM autocompress.waiter x JOIN autocompress.work w ON w.key = x.key
            WHERE x.study = ANY(@studies)
            """,
            new { studies = studies.ToArray() },
            row => new AwaitedSteps(row.Study, [.. row.Labels], row.IsRunning),
            cancellationToken);

    /// <inheritdoc/>
    public Task<FrontReport?> FrontAsync(string id, CancellationToken cancellationToken) => ReadAsync(
        async session => await session.FindAsync<string>("SELECT front FROM autocompress.study WHERE id = @id", new { id }).ConfigureAwait(false) is { } front
            ? Json.Read<FrontReport>(front)
            : null,
        cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<string>> DecisionsAsync(string id, CancellationToken cancellationToken) => ManyAsync<string, string>(
        "SELECT record FROM autocompress.decision WHERE study = @id ORDER BY seq", new { id }, record => record, cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<StudyEvent>> EventsAsync(string id, long after, int limit, CancellationToken cancellationToken) => ManyAsync<EventRow, StudyEvent>(
        "SELECT * FROM autocompress.event WHERE study = @id AND seq > @after ORDER BY seq LIMIT @limit",
        new { id, after, limit },
        row => row.ToEvent(),
        cancellationToken);

    /// <inheritdoc/>
    public Task<StudyChange> PauseAsync(string id, string? message, CancellationToken cancellationToken) => OrderAsync(
        id,
        (turn, row) =>
        {
            if (row.StateValue == StudyState.Paused)
            {
                return Task.FromResult(StudyChange.Unchanged);
            }

            turn.Pause(message);
            return Task.FromResult(StudyChange.Applied);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<StudyChange> ResumeAsync(string id, CancellationToken cancellationToken) => OrderAsync(
        id,
        (turn, row) =>
        {
            if (row.StateValue != StudyState.Paused)
            {
                return Task.FromResult(StudyChange.Unchanged);
            }

            turn.ChangeState(KebabCase.Parse<StudyState>(row.ResumeState!), null);
            return Task.FromResult(StudyChange.Applied);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<StudyChange> CancelAsync(string id, CancellationToken cancellationToken) => OrderAsync(
        id,
        async (turn, _) =>
        {
            await turn.EndAsync(StudyState.Cancelled, null, "The study was cancelled.").ConfigureAwait(false);
            return StudyChange.Applied;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<StudyChange> PrioritiseAsync(string id, int priority, CancellationToken cancellationToken) => database.WriteAsync(
        async session => await RowAsync(session, id).ConfigureAwait(false) switch
        {
            null => StudyChange.NotFound,
            { } row when row.StateValue.IsFinal() => StudyChange.Finished,
            _ => await session.ExecuteAsync(
                "UPDATE autocompress.active_time SET weight = @weight WHERE study = @id AND weight <> @weight",
                new { id, weight = FairShare.Weight(priority) }).ConfigureAwait(false) == 1 ? StudyChange.Applied : StudyChange.Unchanged,
        },
        cancellationToken);

    private static Task<StudyRow?> RowAsync(PostgresSession session, string id) =>
        session.FindAsync<StudyRow>(Select + "WHERE s.id = @id", new { id });

    private static async Task<(StudyStatus Study, bool IsNew)> CreateAsync(PostgresSession session, NewStudy study, string submission)
    {
        var key = PostgresText.Clean(study.IdempotencyKey) ?? submission;
        if (await OfKeyAsync(session, key).ConfigureAwait(false) is { } there)
        {
            return (there.ToStatus(), there.Submission == submission);
        }

        string? id = null;
        while (id is null)
        {
            // Of two at once with the same key the second waits here until the first has committed.
            id = await session.FindAsync<string>(
                """
                INSERT INTO autocompress.study (id, number, idempotency_key, submission, spec, inputs, state, seq, submitted_at)
                SELECT @Name || '-' || n.number, n.number, @key, @submission, @spec, @inputs, '', 0, autocompress.now_ms()
                FROM (SELECT nextval('autocompress.study_number') AS number) n
                ON CONFLICT DO NOTHING RETURNING id
                """,
                new { study.Spec.Name, key, submission, spec = Json.Write(study.Spec), inputs = Json.Write(study.Inputs) }).ConfigureAwait(false);
            if (id is null && await OfKeyAsync(session, key).ConfigureAwait(false) is { } first)
            {
                return (first.ToStatus(), false);
            }

            // Else a study that came from elsewhere has this id: the next number is tried.
        }

        await session.ExecuteAsync(
            "INSERT INTO autocompress.active_time (study, tenant, weight) VALUES (@id, @Tenant, @weight)",
            new { id, study.Spec.Tenant, weight = FairShare.Weight(study.Spec.Priority) }).ConfigureAwait(false);
        var turn = new PostgresTurn(session, id, 0, "", null);
        turn.ChangeState(StudyState.Planning, null);
        await turn.RunAsync().ConfigureAwait(false);
        return ((await RowAsync(session, id).ConfigureAwait(false))!.ToStatus(), true);
    }

    private static Task<StudyRow?> OfKeyAsync(PostgresSession session, string key) =>
        session.FindAsync<StudyRow>(Select + "WHERE s.idempotency_key = @key", new { key });

    private Task<T> ReadAsync<T>(Func<PostgresSession, Task<T>> query, CancellationToken cancellationToken) => database.ReadAsync(query, cancellationToken);

    private Task<ImmutableArray<T>> ManyAsync<TRow, T>(string sql, object? arguments, Func<TRow, T> map, CancellationToken cancellationToken) => database.ReadAsync(
        async session => (await session.QueryAsync<TRow>(sql, arguments).ConfigureAwait(false)).Select(map).ToImmutableArray(), cancellationToken);

    private async Task<StudyChange> OrderAsync(
        string id, Func<PostgresTurn, StudyRow, Task<StudyChange>> order, CancellationToken cancellationToken)
    {
        var change = await database.WriteAsync(
            async session =>
            {
                if (await PostgresTurn.LockAsync(session, id).ConfigureAwait(false) is not var (turn, row))
                {
                    return StudyChange.NotFound;
                }

                if (row.StateValue.IsFinal())
                {
                    return StudyChange.Finished;
                }

                var change = await order(turn, row).ConfigureAwait(false);
                await turn.RunAsync().ConfigureAwait(false);
                await PostgresActiveTime.CountAsync(session, id).ConfigureAwait(false);
                return change;
            },
            cancellationToken).ConfigureAwait(false);
        hints.Changed();
        hints.Ordered();
        return change;
    }
}
