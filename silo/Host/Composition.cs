using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Silos;
using AutoCompress.Host.Store;
using AutoCompress.Host.Studies;
using AutoCompress.Host.Workers;
using AutoCompress.Trials;
using Microsoft.Extensions.DependencyInjection;

namespace AutoCompress.Host;

/// <summary>Everything that a silo on one machine is made of.</summary>
public static class Composition
{
    /// <summary>Adds store, artifacts, child processes, pipeline, studies and silo, all under <paramref name="folder"/>.</summary>
    /// <param name="allowCommands">Whether studies may bring a program that scores predictions.</param>
    public static IServiceCollection AddAutoCompress(this IServiceCollection services, string folder, bool allowCommands) => services
        .AddSqliteStore(folder)
        .AddFileArtifacts(Path.Combine(folder, "artifacts"))
        .AddWorkers(options => options.CacheFolder = Path.Combine(folder, "cache"))
        .AddCompression()
        .AddStudies()
        .AddSilo(options =>
        {
            options.WorkFolder = Path.Combine(folder, "work");
            options.Labels = allowCommands ? options.Labels.Add(StageLabels.Command) : options.Labels;
        });
}
