using AutoCompress.Cluster.Tests.Simulation.Memory;
using AutoCompress.Host.Archive;
using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Store;

namespace AutoCompress.Cluster.Tests.Archive;

/// <summary>A database and an artifact store with the archive between them.</summary>
internal sealed class ArchiveWorld : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("archive-").FullName;

    /// <param name="store">Null for one in memory.</param>
    /// <param name="vault">Null for a folder of this world's own.</param>
    public ArchiveWorld(IClusterStore? store = null, IArtifactVault? vault = null)
    {
        Store = store ?? new MemoryClusterStore(TimeProvider.System);
        Vault = vault ?? new FileArtifactStore(Path.Combine(_folder, "artifacts"));
        Writer = new ArchiveWriter(Store, Vault);
        Archive = new StudyArchive(Store, Vault, Writer, new ArchiveQueue(TimeProvider.System), Path.Combine(_folder, "arrivals"));
    }

    public IClusterStore Store { get; }

    public IArtifactVault Vault { get; }

    public ArchiveWriter Writer { get; }

    public StudyArchive Archive { get; }

    public async Task<byte[]> ExportAsync(string study)
    {
        using var tar = new MemoryStream();
        await Archive.ExportAsync(study, tar, default);
        return tar.ToArray();
    }

    public Task<Arrival> ImportAsync(byte[] tar) => Archive.ImportAsync(new MemoryStream(tar), default);

    /// <summary>All of a study's rows, as JSON.</summary>
    /// <param name="events">How many of its events; later ones are left out.</param>
    /// <param name="tail">Whether the finished steps of running trials count.</param>
    public async Task<string> RowsAsync(string study, long events = long.MaxValue, bool tail = true)
    {
        var part = (await Store.Archive.ReadAsync(study, 0, 100_000, tail, default))!;
        return Json.Write(part with { Events = [.. part.Events.Where(happened => happened.Seq <= events)], ActiveTime = default });
    }

    /// <summary>Whatever can be seen of the world: studies, artifacts, documents, and files that are left.</summary>
    public async Task<string> LookAsync() => Json.Write(new
    {
        Studies = (await Store.Studies.ListAsync(default)).Select(study => study with { ActiveTime = default }),
        Artifacts = await Vault.ListAsync(default).Select(artifact => artifact.Sha256).Order().ToListAsync(),
        Documents = await Vault.Documents.ListAsync("studies/", default).ToListAsync(),
        Files = Directory.Exists(Path.Combine(_folder, "arrivals")) ? Directory.GetFileSystemEntries(Path.Combine(_folder, "arrivals")) : [],
    });

    public void Dispose()
    {
        Store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
