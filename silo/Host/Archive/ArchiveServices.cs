using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AutoCompress.Host.Archive;

/// <summary>Studies kept in the artifact store too.</summary>
internal static class ArchiveServices
{
    /// <summary>Adds <see cref="IStudyArchive"/>; needs a store and artifacts.</summary>
    /// <param name="folder">Of this process alone; exports are unpacked in it.</param>
    public static IServiceCollection AddArchive(this IServiceCollection services, string folder)
    {
        services.TryAddSingleton<ArchiveQueue>();
        services.AddSingleton<ArchiveWriter>();
        return services.AddSingleton<IStudyArchive>(provider => new StudyArchive(
            provider.GetRequiredService<IClusterStore>(),
            provider.GetRequiredService<IArtifactVault>(),
            provider.GetRequiredService<ArchiveWriter>(),
            provider.GetRequiredService<ArchiveQueue>(),
            folder));
    }
}
