using AutoCompress.Host.Store.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace AutoCompress.Cluster.Tests.Store.Postgres;

/// <summary>Stores as silos open them.</summary>
internal static class Stores
{
    public static PostgresClusterStore Open(string address, TimeSpan? patience = null) => new(
        patience is { } time ? new PostgresOptions(address) { Patience = time } : new PostgresOptions(address), TimeProvider.System, NullLoggerFactory.Instance);
}
