using AutoCompress.Client.Remote;
using AutoCompress.Cluster.Tests.Archive;
using AutoCompress.Host.Archive;
using AutoCompress.Host.Store;
using AutoCompress.Studies;

namespace AutoCompress.Cluster.Tests.Api;

/// <summary>Whole studies over the wire, client to server.</summary>
public sealed class ArchiveServiceTests(FakeCluster cluster) : IClassFixture<FakeCluster>
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    private RemoteArchive Remote => new(cluster.Channel);

    [Fact]
    public async Task Study_ExportedDeletedAndImported_IsTheSame()
    {
        var study = (await RandomStudy.LiveAsync(cluster.Store, cluster.Vault, 21, 30, ends: true)).Id;
        using var tar = new MemoryStream();
        using var local = new MemoryStream();
        await cluster.Archive.ExportAsync(study, local, None);

        await Remote.ExportAsync(study, tar, None);
        Assert.Equal(local.ToArray(), tar.ToArray());
        Assert.Equal(StudyRemoval.Removed, await Remote.DeleteAsync(study, keepArchive: false, None));
        Assert.Equal(StudyRemoval.NotFound, await Remote.DeleteAsync(study, keepArchive: false, None));
        tar.Position = 0;
        var arrival = await Remote.ImportAsync(tar, None);

        Assert.Equal((study, StudyState.Completed, false), (arrival.Study, arrival.State, arrival.WasThere));
        local.SetLength(0);
        await cluster.Archive.ExportAsync(study, local, None);
        Assert.Equal(local.ToArray(), tar.ToArray());
        tar.Position = 0;
        Assert.True((await Remote.ImportAsync(tar, None)).WasThere);
    }

    [Fact]
    public async Task Study_DeletedWithItsArchiveKept_IsListedAndRestored()
    {
        var study = (await RandomStudy.LiveAsync(cluster.Store, cluster.Vault, 22, 30, ends: true)).Id;
        await Remote.DeleteAsync(study, keepArchive: true, None);

        var listed = Assert.Single(await Remote.ListAsync(None), archive => archive.Study == study);
        Assert.Equal((await cluster.Archive.ListAsync(None)).Single(archive => archive.Study == study), listed);
        Assert.Equal((StudyState.Completed, false, null), (listed.State, listed.IsThere, listed.Fault));

        Assert.False((await Remote.RestoreAsync(study, None)).WasThere);
        Assert.Contains(await Remote.ListAsync(None), archive => archive.Study == study && archive.IsThere);
    }

    [Fact]
    public async Task Faults_OverTheWire_AreTheSame()
    {
        var running = (await RandomStudy.LiveAsync(cluster.Store, cluster.Vault, 23, 5, ends: false)).Id;

        Assert.Equal(StudyRemoval.NotEnded, await Remote.DeleteAsync(running, keepArchive: false, None));
        Assert.Equal(ArchiveFault.Missing, (await Assert.ThrowsAsync<ArchiveException>(() => Remote.ExportAsync("no-such-study-1", new MemoryStream(), None))).Fault);
        Assert.Equal(ArchiveFault.Missing, (await Assert.ThrowsAsync<ArchiveException>(() => Remote.RestoreAsync("../../cluster-1", None))).Fault);
        var problem = await Assert.ThrowsAsync<ArchiveException>(() => Remote.ImportAsync(new MemoryStream(new byte[100_000]), None));
        Assert.Equal(ArchiveFault.Damaged, problem.Fault);
        Assert.StartsWith("The export is damaged", problem.Message, StringComparison.Ordinal);
    }
}
