using AutoCompress.Cluster.Tests.Datasets;
using AutoCompress.Cluster.Tests.Store;
using AutoCompress.Host.Archive;
using AutoCompress.Host.Artifacts.Remote;
using AutoCompress.Host.Datasets;
using AutoCompress.Host.Store;
using AutoCompress.Studies;

namespace AutoCompress.Cluster.Tests.Archive;

/// <summary>A study whose data is artifacts takes it along in its export.</summary>
public sealed class ExportedDataTests : IDisposable
{
    private readonly SiloBench _silo = new(options: new DataOptions("") { PacksPaths = true });
    private readonly string _folder = Directory.CreateTempSubdirectory("exported-data-").FullName;

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _silo.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Import_IntoAnEmptyCluster_BringsTheDataFileByFile()
    {
        using var here = new ArchiveWorld(vault: _silo.Vault);
        var (study, files) = await StudyAsync(here);
        using var there = new ArchiveWorld();

        await there.ImportAsync(await here.ExportAsync(study));

        Assert.Equal(files.Manifest, (await there.Store.Studies.InputsAsync(study, None))!.Files!.Manifest);
        var sets = new DataSets(there.Vault, new ArtifactCache(Path.Combine(_folder, "cache"), long.MaxValue));
        using var unpacked = await sets.GetAsync(files.Manifest, None);
        Assert.Equal(await _silo.ReadAsync(files.Manifest), DataFiles.Read(unpacked.Path));
    }

    [Fact]
    public async Task Export_AShardIsGone_SaysSoAndIsNoHalfOne()
    {
        using var here = new ArchiveWorld(vault: _silo.Vault);
        var (study, files) = await StudyAsync(here);
        await foreach (var artifact in _silo.Vault.ListAsync(None).Where(one => files.Shards.Contains(one.Sha256)))
        {
            await _silo.Vault.RemoveAsync(artifact, None);
        }

        var problem = await Assert.ThrowsAsync<ArchiveException>(() => here.ExportAsync(study));

        Assert.Equal(ArchiveFault.Missing, problem.Fault);
        Assert.Contains(files.Shards[0], problem.Message, StringComparison.Ordinal);
    }

    /// <summary>A study that has just been submitted, with data of a few files.</summary>
    private async Task<(string Id, StudyFiles Files)> StudyAsync(ArchiveWorld world)
    {
        DataFiles.Write(_folder, new Dictionary<string, byte[]> { ["train.csv"] = DataFiles.Content(200_000), ["test.csv"] = DataFiles.Content(1000, seed: 2) });
        var spec = Samples.Spec() with { Data = new DataSpec { Format = DataFormat.Csv, Train = Path.Combine(_folder, "train.csv"), Test = Path.Combine(_folder, "test.csv") } };
        var files = await _silo.TakeAsync(spec.Data);
        var model = await world.Vault.AddAsync(new MemoryStream([1, 2, 3]), None);
        return ((await world.Store.Studies.CreateAsync(new NewStudy(spec, new StudyInputs(model, "data", Files: files), null), None)).Study.Id, files);
    }
}
