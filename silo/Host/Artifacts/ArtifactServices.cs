using AutoCompress.Artifacts;
using Microsoft.Extensions.DependencyInjection;

namespace AutoCompress.Host.Artifacts;

/// <summary>Where models, checkpoints and reports are kept.</summary>
public static class ArtifactServices
{
    /// <summary>Keeps artifacts as files in <paramref name="folder"/>.</summary>
    public static IServiceCollection AddFileArtifacts(this IServiceCollection services, string folder) =>
        services.AddSingleton<IArtifactStore>(_ => new FileArtifactStore(folder));
}
