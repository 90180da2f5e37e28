using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Silos;
using AutoCompress.Host.Store;
using AutoCompress.Host.Studies;
using AutoCompress.Host.Workers;
using Microsoft.Extensions.DependencyInjection;

namespace AutoCompress.Host;

/// <summary>Everything that a silo on one machine is made of.</summary>
public static class Composition
{
    /// <summary>Adds store, artifacts, child processes, pipeline, studies and silo, all under <paramref name="folder"/>.</summary>
    public static IServiceCollection AddAutoCompress(this IServiceCollection services, string folder) => services
        .AddSqliteStore(folder)
        .AddFileArtifacts(Path.Combine(folder, "artifacts"))
        .AddWorkers(options => options.CacheFolder = Path.Combine(folder, "cache"))
        .AddCompression()
        .AddStudies()
        .AddSilo(options => options.WorkFolder = Path.Combine(folder, "work"));
}
