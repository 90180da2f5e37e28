using AutoCompress.Host.Archive;
using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Store;
using AutoCompress.Studies;

namespace AutoCompress.Cluster.Tests.Archive;

/// <summary>What the archive promises over every artifact store. A store's test class derives from this and opens it.</summary>
public abstract class ArchiveContract
{
    private protected static CancellationToken None => TestContext.Current.CancellationToken;

    /// <summary>An artifact store with nothing in it.</summary>
    private protected abstract Task<IArtifactVault> OpenAsync();

    [Fact]
    public async Task Archive_ThroughALife_IsAlwaysWholeAndRestoresTheStudyAsItWas()
    {
        var vault = await OpenAsync();
        using var here = new ArchiveWorld(vault: vault);
        var study = await RandomStudy.LiveAsync(here.Store, vault, 7, 3, ends: false);
        var stops = 0;
        while (stops++ < 8)
        {
            await study.TurnsAsync(6);
            Assert.Null(await here.Writer.RunAsync(study.Id, None));
            var seq = (await here.Store.Studies.FindAsync(study.Id, None))!.Seq;
            using var empty = new ArchiveWorld(vault: vault);

            var arrival = await empty.Archive.RestoreAsync(study.Id, None);

            Assert.Equal((StudyState.Paused, false), (arrival.State, arrival.WasThere));
            Assert.Equal(await here.RowsAsync(study.Id, seq, tail: false), await empty.RowsAsync(study.Id, seq, tail: false));
        }

        await study.CompleteAsync();
        Assert.Null(await here.Writer.RunAsync(study.Id, None));
        Assert.True((await NamesAsync(vault, study.Id)).Count >= stops);
        using var last = new ArchiveWorld(vault: vault);
        var listed = Assert.Single(await last.Archive.ListAsync(None));
        Assert.Equal((study.Id, StudyState.Completed, false, null), (listed.Study, listed.State, listed.IsThere, listed.Fault));
        Assert.Equal(StudyState.Completed, (await last.Archive.RestoreAsync(study.Id, None)).State);
        Assert.Equal(await here.RowsAsync(study.Id), await last.RowsAsync(study.Id));
        Assert.Equal(await here.ExportAsync(study.Id), await last.ExportAsync(study.Id));
        Assert.True((await last.Archive.RestoreAsync(study.Id, None)).WasThere);
    }

    [Fact]
    public async Task Delete_KeepingTheArchive_CanBeExportedImportedAndRestored()
    {
        var vault = await OpenAsync();
        using var world = new ArchiveWorld(vault: vault);
        var study = (await RandomStudy.LiveAsync(world.Store, vault, 9, 20, ends: true)).Id;
        var (rows, export) = (await world.RowsAsync(study), await world.ExportAsync(study));

        Assert.Equal(StudyRemoval.Removed, await world.Archive.DeleteAsync(study, keepArchive: true, None));

        Assert.Null(await world.Store.Studies.FindAsync(study, None));
        await world.ImportAsync(await world.ExportAsync(study));
        Assert.Equal(rows, await world.RowsAsync(study));
        await world.Archive.DeleteAsync(study, keepArchive: true, None);
        await world.Archive.RestoreAsync(study, None);
        Assert.Equal(rows, await world.RowsAsync(study));
        Assert.Equal(export, await world.ExportAsync(study));
        Assert.Equal(StudyRemoval.Removed, await world.Archive.DeleteAsync(study, keepArchive: false, None));
        Assert.Empty(await NamesAsync(vault, study));
        Assert.Equal(StudyRemoval.NotFound, await world.Archive.DeleteAsync(study, keepArchive: false, None));
        Assert.Equal(ArchiveFault.Missing, (await Assert.ThrowsAsync<ArchiveException>(() => world.Archive.RestoreAsync(study, None))).Fault);
        Assert.False((await world.ImportAsync(export)).WasThere);
        Assert.Equal(rows, await world.RowsAsync(study));
    }

    private protected static async Task<List<string>> NamesAsync(IArtifactVault vault, string study) =>
        await vault.Documents.ListAsync(ArchiveNames.Prefix(study), None).ToListAsync(None);
}
