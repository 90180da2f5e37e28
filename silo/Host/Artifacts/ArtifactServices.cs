using AutoCompress.Artifacts;
using AutoCompress.Host.Artifacts.Azure;
using AutoCompress.Host.Artifacts.Remote;
using AutoCompress.Host.Artifacts.S3;
using AutoCompress.Host.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AutoCompress.Host.Artifacts;

/// <summary>Where models, checkpoints and reports are kept.</summary>
public static class ArtifactServices
{
    /// <summary>Variables of the environment that open an artifact store, and that nobody else has to know.</summary>
    internal static IReadOnlyList<string> Secrets { get; } =
        [.. AzureAccount.Secrets, "AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PASSWORD", "AZURE_FEDERATED_TOKEN_FILE", "AZURE_PASSWORD", "IDENTITY_HEADER", .. S3Client.Secrets];

    /// <summary>Keeps artifacts where the options say, and looks at the start of the host whether they can be kept there.</summary>
    internal static IServiceCollection AddArtifacts(this IServiceCollection services, ArtifactOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => options.OpenCache());
        services.AddSingleton(provider => ArtifactVaults.Open(options, provider.GetRequiredService<ArtifactCache>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new PartialUploads(options.UploadFolder, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => provider.GetRequiredService<IClusterStore>().Upkeep);
        services.AddSingleton<IArtifactUpkeep, ArtifactCollector>();
        services.AddSingleton<ArtifactCheck>();
        services.AddHostedService(provider => provider.GetRequiredService<ArtifactCheck>());
        return services.AddSingleton<IArtifactStore>(provider => provider.GetRequiredService<IArtifactVault>());
    }
}
