using AutoCompress.Host.Store.Rows;
using AutoCompress.Trials;

namespace AutoCompress.Host.Store.Sqlite;

/// <summary>How busy the cluster is, as one of its studies sees it.</summary>
internal static class SqliteLoad
{
    public static ClusterLoad Read(SqliteSession session, string study)
    {
        const string Live = "WHERE draining = 0 AND lease_until >= @now";
        var measures = new { measure = StageLabels.Measure, study };
        var cores = session.Value<long>($"SELECT count(*) FROM (SELECT DISTINCT host, c.value FROM silo, json_each(core_list) c {Live})");
        var meters = session.Value<long>($"SELECT count(DISTINCT host) FROM silo {Live} AND EXISTS (SELECT 1 FROM json_each(labels) WHERE value = @measure)", measures);
        var part = session.Value<double>(
            $"WITH {SqliteShares.Tables} SELECT coalesce((SELECT weight FROM shares WHERE study = @study) / (SELECT sum(weight) FROM shares), 1.0)", measures);
        var rows = session.Query<LoadRow>(
            $"""
            SELECT w.cores, EXISTS (SELECT 1 FROM json_each(w.labels) WHERE value = @measure) AS measures,
                EXISTS (SELECT 1 FROM waiter y WHERE y.key = w.key AND y.study = @study) AS mine
            FROM work w
            WHERE EXISTS (SELECT 1 FROM waiter x JOIN study s ON s.id = x.study WHERE x.key = w.key AND s.state IN {ActiveStates.Sql})
            ORDER BY w.owner IS NULL, w.trial, w.id
            """,
            measures);
        return LoadRow.Sum(rows, cores, meters, part);
    }
}
