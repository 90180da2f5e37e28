using Dapper;
using Npgsql;

namespace AutoCompress.Cluster.Tests.Store.Postgres;

/// <summary>The clock of a database, which stands still until it is told to go on: the store asks a function of its schema for the time.</summary>
internal sealed class DatabaseClock(string address)
{
    private long _now = 1_767_225_600_000;

    public void Advance(TimeSpan time)
    {
        _now += (long)time.TotalMilliseconds;
        using var connection = new NpgsqlConnection($"{address};Pooling=false");
        connection.Execute($"CREATE OR REPLACE FUNCTION autocompress.now_ms() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT {_now}::bigint'");
    }
}
