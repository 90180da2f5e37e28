using System.Diagnostics;
using AutoCompress.Host.Store.Postgres;
using Dapper;
using Npgsql;

namespace AutoCompress.Host.Store;

/// <summary>Looks at a PostgreSQL store without changing it.</summary>
public static class StoreProbe
{
    private const int Tries = 10;

    /// <returns>What is there, for a person.</returns>
    /// <exception cref="StoreException">It cannot be used; the message says why.</exception>
    public static async Task<string> LookAsync(string address, CancellationToken cancellationToken)
    {
        var parsed = PostgresAddress.Parse(address);
        try
        {
            await using var connection = new NpgsqlConnection(parsed.With(parts => parts.Pooling = false).ConnectionString);
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            var version = await connection.ExecuteScalarAsync<string>("SHOW server_version").ConfigureAwait(false);
            var pooled = PostgresDatabase.IsPooled(connection, await connection.ExecuteScalarAsync<int>(PostgresDatabase.ServerProcess).ConfigureAwait(false));
            var schema = PostgresSchema.Applied(connection, null, parsed);
            var silos = schema == 0 ? 0 : await connection.ExecuteScalarAsync<int>(
                "SELECT count(*) FROM autocompress.silo WHERE lease_until >= autocompress.now_ms()").ConfigureAwait(false);
            var trip = await TripAsync(connection).ConfigureAwait(false);
            return string.Join(
                ", ",
                $"{parsed}, version {version}",
                schema == 0 ? "no schema yet: the first silo makes it" : $"schema {schema} of {PostgresSchema.Version}",
                $"{silos} silos alive",
                FormattableString.Invariant($"{trip.TotalMilliseconds:0.0} ms a question"),
                pooled ? "behind a connection pooler: silos poll for each other's changes" : "silos hear each other's changes");
        }
        catch (Exception problem) when (PostgresFaults.Explain(problem, parsed) is { } explained)
        {
            throw explained;
        }
    }

    /// <summary>The fastest of some round trips.</summary>
    private static async Task<TimeSpan> TripAsync(NpgsqlConnection connection)
    {
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < Tries; i++)
        {
            var since = Stopwatch.GetTimestamp();
            await connection.ExecuteScalarAsync<int>("SELECT 1").ConfigureAwait(false);
            var trip = Stopwatch.GetElapsedTime(since);
            best = trip < best ? trip : best;
        }

        return best;
    }
}
