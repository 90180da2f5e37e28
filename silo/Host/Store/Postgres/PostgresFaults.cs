using Npgsql;

namespace AutoCompress.Host.Store.Postgres;

/// <summary>What PostgreSQL's errors mean for whoever asked.</summary>
internal static class PostgresFaults
{
    private const string IdleInTransactionTimeout = "25P03";

    /// <summary>Whether the same again may go well: the server is away, restarts, fails over, or two transactions got in each other's way.</summary>
    public static bool IsPassing(Exception problem) => problem switch
    {
        PostgresException { SqlState: var state } error => error.IsTransient || state
            is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or IdleInTransactionTimeout
            or PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.ReadOnlySqlTransaction
            // A step gained a waiter while it was being dropped.
            or PostgresErrorCodes.ForeignKeyViolation,
        NpgsqlException error => error.IsTransient || error.InnerException is AggregateException,
        // A connection that was closed under a command.
        ObjectDisposedException or IOException => problem is not StoreException,
        TimeoutException => true,
        _ => false,
    };

    /// <summary>The problem as the store's users know it; null for one that is none of PostgreSQL's.</summary>
    public static StoreException? Explain(Exception problem, PostgresAddress address) => problem switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } => new(
            $"{address} refuses the user {address.Connection.Username}. Check the name and the password (in the address, PGPASSWORD or a password file).", problem),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => new(
            $"{address} does not exist. Make it with: createdb {address.Connection.Database ?? "autocompress"}", problem),
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } error => new(
            $"{address}: {error.MessageText}. The user {address.Connection.Username} has to own the schema autocompress or be allowed to create it.", problem),
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => new(
            $"{address}: the server's disk is full. Free some space; nothing that was finished is lost.", problem),
        PostgresException error => new($"{address} cannot be used: {error.MessageText} (SQLSTATE {error.SqlState}).", problem),
        NpgsqlException or TimeoutException => new($"{address} cannot be reached: {Innermost(problem)} Check host, port and network, and whether the server runs.", problem),
        _ => null,
    };

    private static string Innermost(Exception problem)
    {
        var message = (problem.InnerException ?? problem).Message.TrimEnd('.');
        return $"{message}.";
    }
}
