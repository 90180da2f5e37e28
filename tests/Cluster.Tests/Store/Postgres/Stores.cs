using AutoCompress.Host.Store.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace AutoCompress.Cluster.Tests.Store.Postgres;

/// <summary>Stores as silos open them.</summary>
internal static class Stores
{
    public static PostgresClusterStore Open(string address) => Open(new PostgresOptions(address));

    public static PostgresClusterStore Open(PostgresOptions options) => new(options, TimeProvider.System, NullLoggerFactory.Instance);
}
