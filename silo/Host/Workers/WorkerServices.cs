using AutoCompress.Engine;
using AutoCompress.Host.Studies;
using AutoCompress.Trials;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AutoCompress.Host.Workers;

/// <summary>The child processes that run stages.</summary>
public static class WorkerServices
{
    /// <summary>Runs stages in child processes of this one.</summary>
    public static IServiceCollection AddWorkers(this IServiceCollection services, Action<WorkerOptions> configure)
    {
        services.AddOptions<WorkerOptions>().Configure(configure).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<WorkerOptions>>().Value);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<WorkerPool>();
        return services.AddSingleton<IStageExecutor>(provider => provider.GetRequiredService<WorkerPool>());
    }

    /// <summary>Turns trials into the stages of the compression engine, and takes in studies that it can work on.</summary>
    public static IServiceCollection AddCompression(this IServiceCollection services) => services
        .AddSingleton<ITrialPipeline, CompressionPipeline>()
        .AddSingleton<IStudyIntake, StudyIntake>();
}
