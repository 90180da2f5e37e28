using AutoCompress.Host.Store.Rows;

namespace AutoCompress.Host.Store.Postgres;

/// <summary>How busy the cluster is, as one of its studies sees it.</summary>
internal static class PostgresLoad
{
    /// <summary>Takes <c>@Study</c> and <c>@measure</c>, the label of steps that measure.</summary>
    public static string Queries { get; } = $"""
        WITH live AS (SELECT * FROM autocompress.silo WHERE NOT draining AND lease_until >= autocompress.now_ms()),
        {PostgresShares.Shares}
        SELECT (SELECT count(*) FROM (SELECT DISTINCT host, unnest(cores) FROM live) c),
            (SELECT count(DISTINCT host) FROM live WHERE @measure = ANY(labels)),
            coalesce((SELECT weight FROM shares WHERE study = @Study) / (SELECT sum(weight) FROM shares), 1)::double precision;
        SELECT w.cores, @measure = ANY(w.labels) AS measures,
            EXISTS (SELECT 1 FROM autocompress.waiter y WHERE y.key = w.key AND y.study = @Study) AS mine
        FROM autocompress.work w
        WHERE EXISTS (
            SELECT 1 FROM autocompress.waiter x JOIN autocompress.study s ON s.id = x.study
            WHERE x.key = w.key AND s.state IN {ActiveStates.Sql})
        ORDER BY w.owner IS NULL, w.trial, w.id;
        """;

    public static async Task<ClusterLoad> ReadAsync(PostgresResults results)
    {
        var (cores, meters, part) = await results.FindAsync<(long, long, double)>().ConfigureAwait(false);
        return LoadRow.Sum(await results.ReadAsync<LoadRow>().ConfigureAwait(false), cores, meters, part);
    }
}
