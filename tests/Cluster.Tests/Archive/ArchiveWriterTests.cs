using AutoCompress.Cluster.Tests.Artifacts;
using AutoCompress.Cluster.Tests.Simulation.Memory;
using AutoCompress.Host.Archive;
using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Store;
using AutoCompress.Host.Studies;
using FsCheck;
using FsCheck.Fluent;

namespace AutoCompress.Cluster.Tests.Archive;

/// <summary>Silos that write the same archive, die in the middle of it, sleep, and find that the study is gone.</summary>
public sealed class ArchiveWriterTests
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_AfterADeathBetweenSegmentAndRecord_TakesTheSegmentOver()
    {
        using var world = new ArchiveWorld(vault: new DocumentVault(new MemoryDocuments()));
        var study = await RandomStudy.LiveAsync(world.Store, world.Vault, 3, 12, ends: false);
        await world.Writer.RunAsync(study.Id, None);
        var before = (await world.Store.Archive.ProgressAsync(study.Id, None))!;
        await study.TurnsAsync(12);
        var part = (await world.Store.Archive.ReadAsync(study.Id, before.Archived.Seq, StudyPart.Length, tail: false, None))!;
        var left = Segment.Of(before.Archived.Sha256, part);
        await world.Vault.Documents.CreateAsync(ArchiveNames.Segment(study.Id, left.First), left.Content, None);
        await study.TurnsAsync(12);

        Assert.Null(await world.Writer.RunAsync(study.Id, None));

        var progress = (await world.Store.Archive.ProgressAsync(study.Id, None))!;
        Assert.Equal(progress.Seq, progress.Archived.Seq);
        var segments = await ArchiveReader.SegmentsAsync(world.Vault.Documents, study.Id, None).ToListAsync(None);
        Assert.Equal(3, segments.Count);
        Assert.Equal(left.Sha256, segments[1].Sha256);
        Assert.Equal(progress.Archived.Sha256, segments[2].Sha256);
    }

    /// <summary>Three silos archive one study while it goes on, is cancelled and deleted, in every order.</summary>
    [Fact]
    public void Run_ByManyAtOnce_NeverForksTheChain() => FsCheck.Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(400).WithEndSize(120), Prop.ForAll<(byte Who, byte Hours)[], int>((schedule, seed) => RunAll(schedule, seed, isDeleted: false)));

    [Fact]
    public void Run_WhileTheStudyIsDeleted_LeavesNothingThatLooksLikeIt() => FsCheck.Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(400).WithEndSize(120), Prop.ForAll<(byte Who, byte Hours)[], int>((schedule, seed) => RunAll(schedule, seed, isDeleted: true)));

    [Fact]
    public async Task Run_DatabaseThatWasSetBack_StopsAndLeavesTheArchive()
    {
        using var world = new ArchiveWorld(vault: new DocumentVault(new MemoryDocuments()));
        using var other = new ArchiveWorld(vault: world.Vault);
        var study = (await RandomStudy.LiveAsync(world.Store, world.Vault, 3, 12, ends: false)).Id;
        await world.Writer.RunAsync(study, None);
        await RandomStudy.LiveAsync(other.Store, other.Vault, 3, 2, ends: true);
        var look = await world.LookAsync();

        var problem = await other.Writer.RunAsync(study, None);

        Assert.Contains("tells something else than the database", problem, StringComparison.Ordinal);
        Assert.Equal(look, await world.LookAsync());
        Assert.Equal(ArchiveFault.Conflict, (await Assert.ThrowsAsync<ArchiveException>(() => other.Archive.DeleteAsync(study, keepArchive: true, None))).Fault);
        Assert.NotEmpty(await other.ExportAsync(study));
    }

    [Fact]
    public async Task Restore_OfADamagedArchive_IsRefusedAndChangesNothing()
    {
        var documents = new MemoryDocuments();
        using var world = new ArchiveWorld(vault: new DocumentVault(documents));
        using var empty = new ArchiveWorld(vault: world.Vault);
        var study = await RandomStudy.LiveAsync(world.Store, world.Vault, 3, 5, ends: false);
        for (var i = 0; i < 4; i++)
        {
            await study.TurnsAsync(6);
            await world.Writer.RunAsync(study.Id, None);
        }

        var look = await empty.LookAsync();
        var names = documents.All.Keys.ToList();
        Assert.Equal(4, names.Count);
        foreach (var name in names)
        {
            var whole = documents.All[name];
            for (var at = 0; at < whole.Length; at += 151)
            {
                documents.All[name] = [.. whole[..at], (byte)(whole[at] ^ 4), .. whole[(at + 1)..]];
                await RefusedAsync(empty, study.Id);
            }

            documents.All[name] = whole[..^1];
            await RefusedAsync(empty, study.Id);
            if (name != names[^1])
            {
                documents.All.Remove(name);
                await RefusedAsync(empty, study.Id);
            }

            documents.All[name] = whole;
        }

        Assert.Equal(look, await empty.LookAsync());
        Assert.False((await empty.Archive.RestoreAsync(study.Id, None)).WasThere);
    }

    private static async Task RefusedAsync(ArchiveWorld world, string study)
    {
        Assert.Equal(ArchiveFault.Damaged, (await Assert.ThrowsAsync<ArchiveException>(() => world.Archive.RestoreAsync(study, None))).Fault);
        Assert.StartsWith("The archive", Assert.Single(await world.Archive.ListAsync(None)).Fault, StringComparison.Ordinal);
    }

    private static void RunAll((byte Who, byte Hours)[] schedule, int seed, bool isDeleted)
    {
        var turns = new Turns(schedule);
        var documents = new MemoryDocuments(turns);
        using var store = new MemoryClusterStore(TimeProvider.System);
        var vault = new DocumentVault(documents);
        var study = RandomStudy.LiveAsync(store, vault, seed, 8, ends: false).GetAwaiter().GetResult();
        var writer = new ArchiveWriter(store, vault);
        List<Task> actors = [.. Enumerable.Range(0, 3).Select(_ => ArchiveTwiceAsync(writer, study.Id, turns)), LiveAsync(study, turns)];
        if (isDeleted)
        {
            actors.Add(DeleteAsync(store, vault, study.Id, turns));
        }

        turns.Run();
        Assert.All(actors, actor => Assert.True(actor.IsCompletedSuccessfully, actor.Exception?.ToString()));
        var still = new DocumentVault(new MemoryDocuments(null, documents.All));
        if (store.Archive.ProgressAsync(study.Id, default).GetAwaiter().GetResult() is { } progress)
        {
            Assert.Null(new ArchiveWriter(store, still).RunAsync(study.Id, default).GetAwaiter().GetResult());
            var (rows, head) = ArchiveReader.ReadAsync(still.Documents, study.Id, default).GetAwaiter().GetResult()!.Value;
            Assert.Equal(store.Archive.ProgressAsync(study.Id, default).GetAwaiter().GetResult()!.Archived, head);
            Assert.Equal(progress.Seq, rows.Seq);
            Assert.Equal(Json.Write(store.Studies.EventsAsync(study.Id, 0, 10_000, default).GetAwaiter().GetResult()), Json.Write(rows.Events));
        }
        else
        {
            Assert.Empty(documents.All.Keys);
        }
    }

    private static async Task ArchiveTwiceAsync(ArchiveWriter writer, string study, Turns turns)
    {
        for (var i = 0; i < 2; i++)
        {
            await turns.NextAsync();
            Assert.Null(await writer.RunAsync(study, default));
        }
    }

    private static async Task LiveAsync(RandomStudy study, Turns turns)
    {
        for (var i = 0; i < 4; i++)
        {
            await turns.NextAsync();
            await study.TurnsAsync(3);
        }

        await turns.NextAsync();
        await study.CompleteAsync();
    }

    private static async Task DeleteAsync(MemoryClusterStore store, IArtifactVault vault, string study, Turns turns)
    {
        var archive = new StudyArchive(store, vault, new ArchiveWriter(store, vault), new ArchiveQueue(TimeProvider.System), "/nowhere");
        while ((await store.Studies.FindAsync(study, default))?.State.IsFinal() != true)
        {
            await turns.NextAsync();
        }

        await archive.DeleteAsync(study, keepArchive: false, default);
    }
}
