using AutoCompress.Host.Store.Postgres;
using AutoCompress.Host.Store.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace AutoCompress.Host.Store;

/// <summary>Where studies, trials and steps are kept.</summary>
public static class StoreServices
{
    /// <summary>The environment's variable for the address of a PostgreSQL store, which may hold a password.</summary>
    public const string AddressVariable = "AUTOCOMPRESS_STORE";

    /// <summary>Keeps everything in one SQLite file in <paramref name="folder"/>, which belongs to this process while it lives.</summary>
    /// <remarks>Resolving the first service that uses it throws a <see cref="StoreException"/> when another process has the folder or it cannot be written.</remarks>
    public static IServiceCollection AddSqliteStore(this IServiceCollection services, string folder)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services.AddSingleton<IClusterStore>(provider => new SqliteClusterStore(folder, provider.GetRequiredService<TimeProvider>()));
    }

    /// <summary>Keeps everything in a PostgreSQL database, which any number of silos share.</summary>
    /// <param name="address">A URL or a connection string.</param>
    /// <param name="folder">Belongs to this process while it lives.</param>
    /// <remarks>Resolving the first service that uses it throws a <see cref="StoreException"/> when the database or the folder cannot be used.</remarks>
    public static IServiceCollection AddPostgresStore(this IServiceCollection services, string address, string folder)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(_ => new FolderLock(folder));
        return services.AddSingleton<IClusterStore>(provider =>
        {
            _ = provider.GetRequiredService<FolderLock>();
            return new PostgresClusterStore(
                new PostgresOptions(address),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILoggerFactory>());
        });
    }

    /// <summary>Whether the address holds a password, which then stands in the process list where it was an argument.</summary>
    /// <exception cref="StoreException">The address cannot be read.</exception>
    public static bool HasPassword(string address) => PostgresAddress.Parse(address).HasPassword;
}
