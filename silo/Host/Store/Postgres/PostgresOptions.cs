namespace AutoCompress.Host.Store.Postgres;

/// <summary>How to use a PostgreSQL store.</summary>
/// <param name="Address">A connection string or a URL; may hold a password and is never logged.</param>
internal sealed record PostgresOptions(string Address)
{
    /// <summary>How long the server may be away before an operation fails; default 2 minutes, longer than a restart or a failover takes.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Leaves the address out, as it may hold a password.</summary>
    public override string ToString() => $"{nameof(PostgresOptions)} {{ {nameof(Patience)} = {Patience} }}";
}
