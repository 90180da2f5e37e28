using AutoCompress.Artifacts;
using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Artifacts.Remote;
using AutoCompress.Host.Datasets;
using AutoCompress.Studies;
using Microsoft.Extensions.Logging.Abstractions;

namespace AutoCompress.Cluster.Tests.Datasets;

/// <summary>What of a silo has to do with data: a folder of artifacts, a cache, and a way to fetch.</summary>
internal sealed class SiloBench : IDisposable
{
    private readonly DataPlaces _places;

    /// <param name="artifacts">The folder that silos share; null for one of its own.</param>
    public SiloBench(
        string? artifacts = null, DataOptions? options = null, Func<string, string?>? environment = null, HttpMessageHandler? handler = null, long cacheBytes = long.MaxValue)
    {
        Folder = Directory.CreateTempSubdirectory("data-silo-").FullName;
        Options = (options ?? new DataOptions("")) with { FetchFolder = Path.Combine(Folder, "fetched") };
        Vault = new FileArtifactStore(artifacts ?? Path.Combine(Folder, "artifacts"));
        Cache = new ArtifactCache(Path.Combine(Folder, "cache"), cacheBytes);
        _places = new DataPlaces(Options, TimeProvider.System, environment ?? (_ => null), handler);
        Intake = new DataIntake(Vault, _places, Options, TimeProvider.System, NullLogger<DataIntake>.Instance);
        Sets = new DataSets(Vault, Cache);
    }

    public string Folder { get; }

    public DataOptions Options { get; }

    public FileArtifactStore Vault { get; }

    public ArtifactCache Cache { get; }

    public DataIntake Intake { get; }

    public DataSets Sets { get; }

    private static CancellationToken None => TestContext.Current.CancellationToken;

    /// <summary>Takes data in that has no faults.</summary>
    public async Task<StudyFiles> TakeAsync(DataSpec spec, bool labelled = true)
    {
        var faults = new List<SpecFault>();
        var files = await Intake.TakeAsync(spec, labelled, faults, None);
        Assert.Empty(faults);
        return files!;
    }

    /// <summary>What is wrong with the data.</summary>
    public async Task<List<string>> FaultsAsync(DataSpec spec)
    {
        var faults = new List<SpecFault>();
        Assert.Null(await Intake.TakeAsync(spec, labelled: true, faults, None));
        return [.. faults.Select(fault => fault.ToString())];
    }

    public Task<ArtifactFile> UnpackAsync(string manifest) => Sets.GetAsync(manifest, None);

    /// <summary>The files of a data set by name.</summary>
    public async Task<SortedDictionary<string, byte[]>> ReadAsync(string manifest)
    {
        using var folder = await UnpackAsync(manifest);
        return DataFiles.Read(folder.Path);
    }

    public void Dispose()
    {
        _places.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
