using System.Collections.Immutable;
using AutoCompress.Host.Store.Rows;
using AutoCompress.Trials;

namespace AutoCompress.Host.Store.Postgres;

/// <summary>Finds the results of a list of stages, and makes the first that is missing a row of work with the asker as one who waits for it.</summary>
internal static class PostgresAdvance
{
    /// <summary>1. Adds rows for steps that have none. 2. Locks the rows.</summary>
    private const string Add = """
        INSERT INTO autocompress.work (key, study, trial, name, stage, labels, cores, queued_at)
        SELECT q.key, @study, q.trial, q.name, q.stage, ARRAY(SELECT json_array_elements_text(q.labels::json)), q.cores, autocompress.now_ms()
        FROM unnest(@keys, @trials, @names, @stages, @labels, @cores) WITH ORDINALITY AS q (key, trial, name, stage, labels, cores, place)
        ORDER BY q.place ON CONFLICT (key) DO NOTHING RETURNING key;
        SELECT id FROM autocompress.work WHERE key = ANY(@keys) ORDER BY key FOR KEY SHARE;
        """;

    /// <summary>Those may wait whose step has a row and no result.</summary>
    private const string MayWait = """
        FROM unnest(@awaited, @waiters) AS a (key, trial)
        JOIN autocompress.work w ON w.key = a.key WHERE NOT EXISTS (SELECT 1 FROM autocompress.step_result r WHERE r.key = a.key)
        """;

    /// <summary>Lets them wait.</summary>
    private const string Wait = $"""
        INSERT INTO autocompress.waiter (key, study, trial) SELECT w.key, @study, a.trial {MayWait}
        ORDER BY 1, 3 ON CONFLICT DO NOTHING RETURNING key, trial;
        """;

    /// <summary>Trials that wait have no turn to take, and rows that were added though their result had come go again.</summary>
    private const string Settle = """
        UPDATE autocompress.trial t SET due = false FROM unnest(@awaited, @waiters) AS a (key, trial)
        WHERE t.study = @study AND t.number = a.trial AND t.outcome IS NULL AND t.due AND EXISTS (
            SELECT 1 FROM autocompress.waiter x WHERE x.key = a.key AND x.study = @study AND x.trial = a.trial);
        DELETE FROM autocompress.work w WHERE w.key = ANY(@keys) AND w.owner IS NULL
            AND NOT EXISTS (SELECT 1 FROM autocompress.waiter x WHERE x.key = w.key);
        """;

    /// <summary>The results that are there of steps.</summary>
    public static string Results { get; } = $"""
        SELECT key, output, seconds, study, trial, used_at < autocompress.now_ms() - {StepResultRow.Coalesced} AS stale
        FROM autocompress.step_result WHERE key = ANY(@keys)
        """;

    /// <summary>Queues the first stage of each wish that has no result, as part of a turn; a trial whose stages are all there stays due.</summary>
    /// <param name="found">Keys of the stages whose results are there. If others came since, their trials stay due too.</param>
    public static void Queue(PostgresScript script, string study, ImmutableArray<StageWish> wishes, IReadOnlySet<string> found)
    {
        var open = wishes.Select(wish => (Wish: wish, Stage: wish.Stages.FirstOrDefault(stage => !found.Contains(stage.Key))))
            .Where(one => one.Stage is not null).Select((one, i) => (i, one.Wish.Trial ?? 0, one.Stage!.Key, one.Stage)).ToList();
        if (open.Count > 0)
        {
            script.Add($"{Add}{Wait}{Settle}", Arguments(study, open));
        }
    }

    /// <param name="held">Whether the study <c>s</c> is held under the lease, as SQL.</param>
    public static async Task<ImmutableArray<StageAdvance>> RunAsync(PostgresSession session, StudyLease lease, string held, ImmutableArray<StageWish> wishes)
    {
        var keys = wishes.Select(wish => wish.Stages.Select(stage => stage.Key).ToArray()).ToList();
        var (running, found) = await FoundAsync(session, lease, $"{held} FOR NO KEY UPDATE", wishes, keys, mayWrite: true).ConfigureAwait(false);
        var answers = new StageAdvance?[wishes.Length];
        var open = new List<(int Wish, int Trial, string Key, Stage Stage)>();
        do
        {
            open.Clear();
            for (var i = 0; i < wishes.Length; i++)
            {
                var missing = Array.FindIndex(keys[i], key => !found.ContainsKey(key));
                if (!running.Contains(wishes[i].Trial ?? 0))
                {
                    answers[i] = new StageAdvance.Lost();
                }
                else if (missing < 0)
                {
                    answers[i] = Done(lease.Study, wishes[i].Trial ?? 0, keys[i], found);
                }
                else if (answers[i] is not StageAdvance.Waiting)
                {
                    open.Add((i, wishes[i].Trial ?? 0, keys[i][missing], wishes[i].Stages[missing]));
                }
            }

            foreach (var (wish, isNew) in await QueueAsync(session, lease.Study, open, found).ConfigureAwait(false))
            {
                answers[wish] = new StageAdvance.Waiting(open.Find(one => one.Wish == wish).Key, isNew);
            }
        }
        while (open.Count > 0);
        return [.. answers.Select(answer => answer!)];
    }

    /// <summary>The same where nothing has to be queued; then nothing is locked or written.</summary>
    /// <returns>Null where something has.</returns>
    public static async Task<ImmutableArray<StageAdvance>?> FindAsync(PostgresSession session, StudyLease lease, string held, ImmutableArray<StageWish> wishes)
    {
        var keys = wishes.Select(wish => wish.Stages.Select(stage => stage.Key).ToArray()).ToList();
        var (running, found) = await FoundAsync(session, lease, held, wishes, keys, mayWrite: false).ConfigureAwait(false);
        return keys.Where((_, i) => running.Contains(wishes[i].Trial ?? 0)).All(stages => stages.All(found.ContainsKey))
            ? [.. wishes.Select((wish, i) => running.Contains(wish.Trial ?? 0) ? Done(lease.Study, wish.Trial ?? 0, keys[i], found) : (StageAdvance)new StageAdvance.Lost())]
            : null;
    }

    private static StageAdvance.Done Done(string study, int trial, string[] keys, Dictionary<string, StepResultRow> found) => new(
        [.. keys.Select(key => Json.Read<StageOutput>(found[key].Output))],
        [.. keys.Select(key => found[key].Study == study && found[key].Trial == trial ? found[key].Seconds : 0)]);

    /// <param name="mayWrite">Whether uses are noted; else results whose use has to be noted count as not found.</param>
    /// <returns>Which of the wishes' trials still run (0 for the study itself), none when the lease is lost; and the results that are there, by key.</returns>
    private static async Task<(HashSet<int> Running, Dictionary<string, StepResultRow> Found)> FoundAsync(
        PostgresSession session, StudyLease lease, string held, ImmutableArray<StageWish> wishes, IEnumerable<string[]> keys, bool mayWrite)
    {
        await using var results = await session.QueryManyAsync(
            $"""
            SELECT s.id FROM autocompress.study s WHERE {held};
            SELECT number FROM autocompress.trial WHERE study = @Study AND number = ANY(@trials) AND outcome IS NULL;
            {Results};
            """,
            new
            {
                lease.Study,
                lease.Fence,
                lease.Silo,
                trials = wishes.Select(wish => wish.Trial).OfType<int>().ToArray(),
                keys = keys.SelectMany(stages => stages).Distinct().ToArray(),
            }).ConfigureAwait(false);
        var study = await results.FindAsync<string>().ConfigureAwait(false);
        var running = (await results.ReadAsync<int>().ConfigureAwait(false)).Append(0).ToHashSet();
        var rows = (await results.ReadAsync<StepResultRow>().ConfigureAwait(false)).ToDictionary(row => row.Key, StringComparer.Ordinal);
        if (study is not null && rows.Values.Where(row => row.Stale).Select(row => row.Key).ToArray() is { Length: > 0 } stale)
        {
            await NoteUseAsync(session, stale, rows, mayWrite).ConfigureAwait(false);
        }

        return (study is null ? [] : running, rows);
    }

    /// <summary>Notes that results are used that were not for long. One that was forgotten a moment ago is not there.</summary>
    private static async Task NoteUseAsync(PostgresSession session, string[] stale, Dictionary<string, StepResultRow> rows, bool mayWrite)
    {
        var kept = !mayWrite ? [] : await session.QueryAsync<string>(
            """
            WITH used AS MATERIALIZED (SELECT key FROM autocompress.step_result WHERE key = ANY(@stale) ORDER BY key FOR NO KEY UPDATE)
            UPDATE autocompress.step_result r SET used_at = autocompress.now_ms() FROM used WHERE r.key = used.key RETURNING r.key
            """,
            new { stale }).ConfigureAwait(false);
        foreach (var key in stale.Except(kept, StringComparer.Ordinal))
        {
            rows.Remove(key);
        }
    }

    /// <summary>Queues steps, or joins those who wait for them. Rows are taken in the order of their keys, so that two turns never wait for each other.</summary>
    /// <remarks>
    /// A step's result comes in the transaction that removes its row. So the row is locked first, and then the result is looked for once
    /// more: if there is none now, there is none before this transaction ends, and nothing is computed twice.
    /// </remarks>
    /// <returns>The wishes that wait now, with whether anything is queued or waited for that was not before; of the others a result came meanwhile.</returns>
    private static async Task<List<(int Wish, bool IsNew)>> QueueAsync(
        PostgresSession session, string study, List<(int Wish, int Trial, string Key, Stage Stage)> open, Dictionary<string, StepResultRow> found)
    {
        if (open.Count == 0)
        {
            return [];
        }

        var arguments = Arguments(study, open);
        await using var results = await session.QueryManyAsync($"{Add}{Results};SELECT a.key, a.trial {MayWait};{Wait}", arguments).ConfigureAwait(false);
        var added = (await results.ReadAsync<string>().ConfigureAwait(false)).ToHashSet(StringComparer.Ordinal);
        _ = await results.ReadAsync<long>().ConfigureAwait(false);
        foreach (var result in await results.ReadAsync<StepResultRow>().ConfigureAwait(false))
        {
            found[result.Key] = result;
        }

        var waiting = (await results.ReadAsync<(string Key, int Trial)>().ConfigureAwait(false)).ToHashSet();
        var joined = (await results.ReadAsync<(string Key, int Trial)>().ConfigureAwait(false)).ToHashSet();
        await session.ExecuteAsync($"{Settle}{PostgresActiveTime.Count}", arguments).ConfigureAwait(false);
        return [.. open.Where(one => waiting.Contains((one.Key, one.Trial)))
            .Select(one => (one.Wish, added.Contains(one.Key) || joined.Contains((one.Key, one.Trial))))];
    }

    private static QueueArguments Arguments(string study, List<(int Wish, int Trial, string Key, Stage Stage)> open)
    {
        var steps = open.DistinctBy(one => one.Key).OrderBy(one => one.Key, StringComparer.Ordinal).ToList();
        return new QueueArguments(
            study,
            [study],
            [.. steps.Select(step => step.Key)],
            [.. steps.Select(step => step.Trial)],
            [.. steps.Select(step => step.Stage.Name)],
            [.. steps.Select(step => Json.Write(step.Stage))],
            [.. steps.Select(step => Json.Write(step.Stage.Labels))],
            [.. steps.Select(step => step.Stage.Cores)],
            [.. open.Select(one => one.Trial)],
            [.. open.Select(one => one.Key)]);
    }

    private sealed record QueueArguments(
        string Study, string[] Studies, string[] Keys, int[] Trials, string[] Names, string[] Stages, string[] Labels, int[] Cores, int[] Waiters, string[] Awaited);
}
