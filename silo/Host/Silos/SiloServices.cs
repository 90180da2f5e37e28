using AutoCompress.Host.Archive;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AutoCompress.Host.Silos;

/// <summary>The worker of this process.</summary>
public static class SiloServices
{
    /// <summary>Adds a silo that works while the host runs; needs a store, artifacts, a stage executor and a trial pipeline.</summary>
    public static IServiceCollection AddSilo(this IServiceCollection services, Action<SiloOptions> configure)
    {
        services.AddOptions<SiloOptions>().Configure(configure).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<SiloOptions>, SiloOptionsCheck>();
        services.TryAddSingleton<ArchiveQueue>();
        services.AddSingleton<SiloMetrics>();
        services.AddSingleton<SiloHealth>();
        services.AddSingleton<ISiloThreads, SiloThreads>();
        services.AddSingleton<Silo>();
        return services.AddHostedService<SiloService>();
    }
}
