using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;

namespace AutoCompress.Host.Store.Postgres;

/// <summary>The tables in the schema <c>autocompress</c>, and how an older database becomes a newer one: one script for each version, never edited once released.</summary>
internal static class PostgresSchema
{
    /// <summary>"autocomp" in ASCII: whoever migrates holds this advisory lock until its transaction ends.</summary>
    private const long MigrationLock = 0x6175746f636f6d70;

    /// <summary>The first with transaction numbers of 64 bits that can be asked for their end.</summary>
    private const int OldestServer = 130000;

    /// <summary>A migration of a large database, and the wait for one, take as long as they take.</summary>
    private const int NoLimit = 0;

    private const string Prefix = "migrations/";

    private const string Bookkeeping = """
        CREATE SCHEMA IF NOT EXISTS autocompress;
        CREATE TABLE IF NOT EXISTS autocompress.migration (
            version integer PRIMARY KEY,
            name text NOT NULL,
            checksum text NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT now());
        """;

    private static readonly (string Name, string Script)[] Versions = [.. Scripts()];

    /// <summary>The version that this program writes.</summary>
    public static int Version => Versions.Length;

    /// <summary>Brings the database to <see cref="Version"/>. Of many programs that start at once, one migrates and the others wait for it.</summary>
    /// <returns>How many scripts ran.</returns>
    /// <exception cref="StoreException">The server is too old, or the database is newer than this program or was changed by other means.</exception>
    public static int Migrate(NpgsqlConnection connection, PostgresAddress address)
    {
        using var transaction = connection.BeginTransaction();
        var server = connection.ExecuteScalar<int>("SELECT current_setting('server_version_num')::int", transaction: transaction);
        if (server < OldestServer)
        {
            throw new StoreException($"{address} is version {server / 10000}. AutoCompress needs PostgreSQL 13 or later.");
        }

        var applied = Applied(connection, transaction, address);
        if (applied == Version)
        {
            return 0;
        }

        connection.Execute("SELECT pg_advisory_xact_lock(@MigrationLock)", new { MigrationLock }, transaction, NoLimit);
        connection.Execute(Bookkeeping, transaction: transaction);
        applied = Applied(connection, transaction, address);
        foreach (var (name, script) in Versions.Skip(applied))
        {
            connection.Execute(script, transaction: transaction, commandTimeout: NoLimit);
            applied++;
            connection.Execute(
                "INSERT INTO autocompress.migration (version, name, checksum) VALUES (@applied, @name, @checksum)",
                new { applied, name, checksum = Checksum(script) },
                transaction);
        }

        transaction.Commit();
        return applied;
    }

    /// <summary>The version that the database has; 0 for none.</summary>
    /// <exception cref="StoreException">The database is newer than this program, or was changed by other means.</exception>
    public static int Applied(NpgsqlConnection connection, NpgsqlTransaction? transaction, PostgresAddress address)
    {
        if (connection.ExecuteScalar<string?>("SELECT to_regclass('autocompress.migration')::text", transaction: transaction) is null)
        {
            return 0;
        }

        var rows = connection.Query<(int Version, string Checksum)>(
            "SELECT version, checksum FROM autocompress.migration ORDER BY version", transaction: transaction).AsList();
        if (rows.Count > Version)
        {
            throw new StoreException(
                $"{address} was written by a newer AutoCompress (schema {rows[^1].Version}; this one knows {Version}). Use that version, or another database.");
        }

        foreach (var ((version, checksum), (name, script)) in rows.Zip(Versions))
        {
            if (checksum != Checksum(script))
            {
                throw new StoreException(
                    $"{address}: migration {version} ({name}) is not the one that this AutoCompress knows. Use the version that made the database, or another database.");
            }
        }

        return rows.Count;
    }

    private static string Checksum(string script) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(script)));

    private static IEnumerable<(string Name, string Script)> Scripts()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            yield return (Path.GetFileNameWithoutExtension(resource), reader.ReadToEnd());
        }
    }
}
