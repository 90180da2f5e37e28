using System.Collections.Immutable;
using AutoCompress.Host.Store.Rows;
using AutoCompress.Host.Studies;
using Dapper;

namespace AutoCompress.Host.Store.Postgres;

/// <inheritdoc/>
internal sealed class PostgresArchive(PostgresDatabase database, PostgresHints hints) : IArchiveStore
{
    /// <summary>A step that others wait for too is theirs from here on; one that only this study wanted is dropped, and its owner finds that out.</summary>
    private const string Delete = """
        UPDATE autocompress.work w SET study = x.study, trial = x.trial
        FROM (SELECT DISTINCT ON (x.key) x.key, x.study, x.trial FROM autocompress.waiter x ORDER BY x.key, x.study, x.trial) x
        WHERE w.study = @study AND x.key = w.key;
        DELETE FROM autocompress.work WHERE study = @study;
        DELETE FROM autocompress.artifact WHERE key IN (SELECT key FROM autocompress.step_result WHERE study = @study);
        DELETE FROM autocompress.step_result WHERE study = @study;
        DELETE FROM autocompress.archive WHERE study = @study;
        DELETE FROM autocompress.decision WHERE study = @study;
        DELETE FROM autocompress.event WHERE study = @study;
        DELETE FROM autocompress.trial WHERE study = @study;
        DELETE FROM autocompress.active_time WHERE study = @study;
        DELETE FROM autocompress.study WHERE id = @study;
        """;

    /// <inheritdoc/>
    public Task<ImmutableArray<string>> BehindAsync(int limit, CancellationToken cancellationToken) => database.ReadAsync(
        async session => (await session.QueryAsync<string>(
            """
            SELECT s.id FROM autocompress.study s LEFT JOIN autocompress.archive a ON a.study = s.id
            WHERE coalesce(a.seq, 0) < s.seq ORDER BY s.number LIMIT @limit
            """,
            new { limit }).ConfigureAwait(false)).ToImmutableArray(),
        cancellationToken);

    /// <inheritdoc/>
    public Task<ArchiveProgress?> ProgressAsync(string study, CancellationToken cancellationToken) => database.ReadAsync(
        async session => (await session.FindAsync<ArchiveRow>(
            """
            SELECT s.seq, coalesce(a.seq, 0) AS archived_seq, coalesce(a.sha256, '') AS sha256
            FROM autocompress.study s LEFT JOIN autocompress.archive a ON a.study = s.id WHERE s.id = @study
            """,
            new { study }).ConfigureAwait(false))?.ToProgress(),
        cancellationToken);

    /// <inheritdoc/>
    /// <remarks>The study's row is read first: what it was at that moment is there for the later statements too, because history only grows.</remarks>
    public Task<StudyPart?> ReadAsync(string study, long after, int limit, bool tail, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var row = await session.FindAsync<StudyRow>(
                """
                SELECT s.*, a.spent_ms AS active_ms, a.since AS active_at, autocompress.now_ms() AS now
                FROM autocompress.study s JOIN autocompress.active_time a ON a.study = s.id WHERE s.id = @study
                """,
                new { study }).ConfigureAwait(false);
            for (var length = limit; row is not null && row.Seq > after; length *= 2)
            {
                await using var results = await session.QueryManyAsync(
                    """
                    SELECT * FROM autocompress.event WHERE study = @study AND seq > @after AND seq <= @Seq ORDER BY seq LIMIT @length;
                    SELECT seq, at, record FROM autocompress.decision WHERE study = @study AND seq > @after AND seq <= least(@Seq, @after + @length) ORDER BY seq;
                    """,
                    new { study, after, row.Seq, length }).ConfigureAwait(false);
                var events = (await results.ReadAsync<EventRow>().ConfigureAwait(false)).Select(happened => happened.ToEvent()).ToList();
                var decisions = (await results.ReadAsync<DecisionRow>().ConfigureAwait(false)).AsList();
                if (events.Count == 0)
                {
                    return null;
                }

                if (StudyPart.End(events, [.. decisions.Select(decision => decision.Seq)], row.Seq) is { } end)
                {
                    events.RemoveAll(happened => happened.Seq > end);
                    var steps = await StepsAsync(session, study, StudyPart.Askers(events), tail && end == row.Seq).ConfigureAwait(false);
                    return PartRows.ToPart(row, events, decisions.Where(decision => decision.Seq <= end), steps);
                }
            }

            return null;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<bool> RecordAsync(string study, ArchiveHead head, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            await session.ExecuteAsync(
                """
                INSERT INTO autocompress.archive AS a (study, seq, sha256) SELECT id, @Seq, @Sha256 FROM autocompress.study WHERE id = @study
                ON CONFLICT (study) DO UPDATE SET seq = excluded.seq, sha256 = excluded.sha256 WHERE a.seq < excluded.seq
                """,
                new { study, head.Seq, head.Sha256 }).ConfigureAwait(false);
            return await session.FindAsync<bool>("SELECT EXISTS (SELECT 1 FROM autocompress.study WHERE id = @study)", new { study }).ConfigureAwait(false);
        },
        cancellationToken);

    /// <inheritdoc/>
    public async Task<StudyRemoval> DeleteAsync(string study, CancellationToken cancellationToken)
    {
        var removal = await database.WriteAsync(
            async session =>
            {
                var row = await session.FindAsync<StudyRow>(
                    "SELECT id, state FROM autocompress.study WHERE id = @study FOR UPDATE", new { study }).ConfigureAwait(false);
                if (row?.StateValue.IsFinal() != true)
                {
                    return row is null ? StudyRemoval.NotFound : StudyRemoval.NotEnded;
                }

                await session.ExecuteAsync(Delete, new { study }).ConfigureAwait(false);
                return StudyRemoval.Removed;
            },
            cancellationToken).ConfigureAwait(false);
        hints.Changed();
        return removal;
    }

    /// <inheritdoc/>
    public async Task<StudyArrival> InsertAsync(StudyRows rows, ArchiveHead archived, string message, CancellationToken cancellationToken)
    {
        var arrival = await database.WriteAsync(session => PostgresArrival.InsertAsync(session, rows, archived, message), cancellationToken).ConfigureAwait(false);
        hints.Changed();
        return arrival;
    }

    /// <inheritdoc/>
    /// <remarks>The sequence is moved on step by step: setting it could take back what somebody else takes from it meanwhile.</remarks>
    public Task ReserveAsync(long number, CancellationToken cancellationToken) => database.WriteAsync(
        session => session.FindAsync<long>(
            """
            SELECT count(nextval('autocompress.study_number'))
            FROM (SELECT @number - CASE WHEN is_called THEN last_value ELSE last_value - 1 END AS leap FROM autocompress.study_number) n,
                generate_series(1, CASE WHEN n.leap BETWEEN 1 AND @most THEN n.leap ELSE 0 END)
            """,
            new { number, most = StudyNumbers.LongestLeap }),
        cancellationToken);

    private static Task<IReadOnlyList<StepResultRow>> StepsAsync(PostgresSession session, string study, ImmutableArray<int> askers, bool running) => session.QueryAsync<StepResultRow>(
        """
        SELECT key, name, output, seconds, study, trial FROM autocompress.step_result
        WHERE study = @study AND (trial = ANY(@askers)
            OR (@running AND trial IN (SELECT number FROM autocompress.trial WHERE study = @study AND outcome IS NULL)))
        ORDER BY trial, key
        """,
        new { study, askers = askers.ToArray(), running });
}
