using AutoCompress.Host.Archive;
using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Datasets;
using AutoCompress.Host.Silos;
using AutoCompress.Host.Store;
using AutoCompress.Host.Studies;
using AutoCompress.Host.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AutoCompress.Host;

/// <summary>Everything that a silo is made of.</summary>
public static class Composition
{
    /// <summary>What the host has for its end beside the steps' grace.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(30);

    /// <summary>Of a step's time, what is lost to a dead silo at most beside the epoch it was in.</summary>
    private static readonly TimeSpan Checkpoint = TimeSpan.FromSeconds(5);

    /// <summary>In the machine's temporary folder.</summary>
    private const string SlotFolder = "autocompress-slots";

    /// <summary>Adds store, artifacts, child processes, pipeline, studies and silo.</summary>
    public static IServiceCollection AddAutoCompress(this IServiceCollection services, SiloPlaces places)
    {
        ArgumentNullException.ThrowIfNull(places);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = (places.Grace ?? TimeSpan.Zero) + Farewell);
        return services
            .AddPlaces(places)
            .AddHostedService<CollectingService>()
            .AddHostedService<ArchivingService>()
            .AddWorkers(options => options.CacheFolder = Path.Combine(places.Folder, "cache"))
            .AddCompression()
            .AddDatasets(DataOptionsOf(places))
            .AddStudies()
            .AddSilo(options =>
            {
                options.WorkFolder = Path.Combine(places.Folder, "work");
                options.Grace = places.Grace ?? options.Grace;
                if (places.Lease is { } lease)
                {
                    (options.Lease, options.Trust, options.Heartbeat) = (lease, lease * 0.75, lease / 8);
                }

                options.Cores = places.Cores ?? options.Cores;
                options.Labels = SiloLabels.Of(places);
                if (places.Store is not null)
                {
                    options.SlotFolder = Path.Combine(Path.GetTempPath(), SlotFolder);
                    options.Checkpoint = Checkpoint;
                }
            });
    }

    /// <summary>Adds store and artifacts only.</summary>
    internal static IServiceCollection AddPlaces(this IServiceCollection services, SiloPlaces places) =>
        services.AddStore(places).AddArtifacts(OptionsOf(places)).AddArchive(Path.Combine(places.Folder, "cache", "arrivals"));

    private static ArtifactOptions OptionsOf(SiloPlaces places)
    {
        var options = new ArtifactOptions(places.Artifacts, Path.Combine(places.Folder, "cache", "artifacts"));
        return places.CacheBytes is { } bytes ? options with { CacheBytes = bytes } : options;
    }

    /// <summary>Where silos share a store, they need not share paths.</summary>
    private static DataOptions DataOptionsOf(SiloPlaces places)
    {
        var options = new DataOptions(Path.Combine(places.Folder, "cache", "fetched")) { PacksPaths = places.Store is not null };
        return places.DataBytes is { } bytes ? options with { MostBytes = bytes } : options;
    }

    private static IServiceCollection AddStore(this IServiceCollection services, SiloPlaces places) => places.Store is { } address
        ? services.AddPostgresStore(address, places.Folder)
        : services.AddSqliteStore(places.Folder);
}
