using System.Collections.Immutable;
using AutoCompress.Host.Store.Rows;
using AutoCompress.Trials;
using Dapper;

namespace AutoCompress.Host.Store.Postgres;

/// <summary>Finds the results of a list of stages, and makes the first that is missing a row of work with the asker as one who waits for it.</summary>
internal static class PostgresAdvance
{
    /// <param name="held">Whether the study <c>s</c> is held under the lease, as SQL.</param>
    public static async Task<StageAdvance> RunAsync(PostgresSession session, StudyLease lease, string held, int? trial, ImmutableArray<Stage> stages)
    {
        var keys = stages.Select(stage => stage.Key).ToArray();
        var found = await FoundAsync(session, lease, held, trial, keys).ConfigureAwait(false);
        if (found is null)
        {
            return new StageAdvance.Lost();
        }

        for (var i = 0; i < stages.Length; i++)
        {
            while (!found.ContainsKey(keys[i]))
            {
                if (await QueueAsync(session, lease.Study, trial ?? 0, keys[i], stages[i], found).ConfigureAwait(false) is { } isNew)
                {
                    return new StageAdvance.Waiting(keys[i], isNew);
                }
            }
        }

        return new StageAdvance.Done(
            [.. keys.Select(key => Json.Read<StageOutput>(found[key].Output))],
            [.. keys.Select(key => found[key].Study == lease.Study && found[key].Trial == (trial ?? 0) ? found[key].Seconds : 0)]);
    }

    /// <returns>The results that are there, by key; null when the lease is lost or the trial has ended.</returns>
    private static async Task<Dictionary<string, StepResultRow>?> FoundAsync(PostgresSession session, StudyLease lease, string held, int? trial, string[] keys)
    {
        await using var results = await session.QueryManyAsync(
            $"""
            SELECT s.id FROM autocompress.study s WHERE {held} FOR NO KEY UPDATE;
            SELECT @trial = 0 OR EXISTS (SELECT 1 FROM autocompress.trial WHERE study = @Study AND number = @trial AND outcome IS NULL);
            SELECT key, output, seconds, study, trial FROM autocompress.step_result WHERE key = ANY(@keys);
            """,
            new { lease.Study, lease.Fence, lease.Silo, trial = trial ?? 0, keys }).ConfigureAwait(false);
        var study = await results.ReadFirstOrDefaultAsync<string>().ConfigureAwait(false);
        var running = await results.ReadFirstAsync<bool>().ConfigureAwait(false);
        var rows = await results.ReadAsync<StepResultRow>().ConfigureAwait(false);
        return study is not null && running ? rows.ToDictionary(row => row.Key, StringComparer.Ordinal) : null;
    }

    /// <summary>Queues the step, or joins those who wait for it.</summary>
    /// <remarks>
    /// A step's result comes in the transaction that removes its row. So the row is locked first, and then the result is looked for once
    /// more: if there is none now, there is none before this transaction ends, and nothing is computed twice.
    /// </remarks>
    /// <returns>Whether anything is queued or waited for that was not before; null when the result came meanwhile, and to try again.</returns>
    private static async Task<bool?> QueueAsync(
        PostgresSession session, string study, int trial, string key, Stage stage, Dictionary<string, StepResultRow> found)
    {
        await using (var results = await session.QueryManyAsync(
            """
            INSERT INTO autocompress.work (key, study, trial, name, stage, labels, cores, queued_at)
            VALUES (@key, @study, @trial, @Name, @stage, @labels, @Cores, autocompress.now_ms())
            ON CONFLICT (key) DO NOTHING RETURNING id;
            SELECT id FROM autocompress.work WHERE key = @key FOR KEY SHARE;
            SELECT key, output, seconds, study, trial FROM autocompress.step_result WHERE key = @key;
            """,
            new { key, study, trial, stage.Name, stage = Json.Write(stage), labels = stage.Labels.ToArray(), stage.Cores }).ConfigureAwait(false))
        {
            var added = await results.ReadFirstOrDefaultAsync<long?>().ConfigureAwait(false);
            var there = await results.ReadFirstOrDefaultAsync<long?>().ConfigureAwait(false);
            if (await results.ReadFirstOrDefaultAsync<StepResultRow>().ConfigureAwait(false) is { } result)
            {
                found[key] = result;
            }

            if (there is not null && !found.ContainsKey(key))
            {
                return await JoinAsync(session, study, trial, key).ConfigureAwait(false) || added is not null;
            }
        }

        if (found.ContainsKey(key))
        {
            await PostgresLeases.DropUnwantedAsync(session, [key]).ConfigureAwait(false);
        }

        return null;
    }

    /// <returns>Whether the asker did not wait already.</returns>
    private static async Task<bool> JoinAsync(PostgresSession session, string study, int trial, string key)
    {
        var joined = await session.QueryAsync<string>(
            $"""
            INSERT INTO autocompress.waiter (key, study, trial) VALUES (@key, @study, @trial) ON CONFLICT DO NOTHING RETURNING key;
            UPDATE autocompress.trial SET due = false WHERE study = @study AND number = @trial AND due;
            {PostgresActiveTime.Count}
            """,
            new { key, study, trial, studies = new[] { study } }).ConfigureAwait(false);
        return joined.Count > 0;
    }
}
