using AutoCompress.Host.Store.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AutoCompress.Host.Store;

/// <summary>Where studies, trials and steps are kept.</summary>
public static class StoreServices
{
    /// <summary>Keeps everything in one SQLite file in <paramref name="folder"/>, which belongs to this process while it lives.</summary>
    /// <remarks>Resolving the first service that uses it throws a <see cref="StoreException"/> when another process has the folder or it cannot be written.</remarks>
    public static IServiceCollection AddSqliteStore(this IServiceCollection services, string folder)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services.AddSingleton<IClusterStore>(provider => new SqliteClusterStore(folder, provider.GetRequiredService<TimeProvider>()));
    }
}
