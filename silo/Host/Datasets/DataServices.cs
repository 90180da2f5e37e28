using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Artifacts.Remote;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AutoCompress.Host.Datasets;

/// <summary>The data of studies: taken in once, put together on every silo that needs it.</summary>
internal static class DataServices
{
    /// <summary>Needs artifacts.</summary>
    public static IServiceCollection AddDatasets(this IServiceCollection services, DataOptions options)
    {
        services.AddSingleton(provider => new DataPlaces(options, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new DataSets(provider.GetRequiredService<IArtifactVault>(), provider.GetRequiredService<ArtifactCache>()));
        return services.AddSingleton(provider => new DataIntake(
            provider.GetRequiredService<IArtifactVault>(),
            provider.GetRequiredService<DataPlaces>(),
            options,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<DataIntake>>()));
    }
}
