using System.Text;
using AutoCompress.Host.Archive;
using AutoCompress.Host.Store;
using AutoCompress.Host.Studies;
using AutoCompress.Studies;
using FsCheck;
using FsCheck.Fluent;

namespace AutoCompress.Cluster.Tests.Archive;

public sealed class ExportTests
{
    private static readonly Config Rounds = Config.QuickThrowOnFailure.WithMaxTest(60);

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public void Import_OfAnExport_IsTheIdentityOnRows() => Check.One(Rounds, Prop.ForAll<int, byte, bool>((seed, turns, ends) => Wait(async () =>
    {
        using var here = new ArchiveWorld();
        using var there = new ArchiveWorld();
        await RandomStudy.LiveAsync(here.Store, here.Vault, seed + 1, turns % 4, ends: false);
        var study = (await RandomStudy.LiveAsync(here.Store, here.Vault, seed, turns % 40, ends)).Id;
        var (rows, seq) = (await here.RowsAsync(study), (await here.Store.Studies.FindAsync(study, default))!.Seq);

        var arrival = await there.ImportAsync(await here.ExportAsync(study));

        Assert.Equal(new Arrival(study, ends ? StudyState.Completed : StudyState.Paused, (await there.Store.Studies.TrialsAsync(study, default)).Length, false), arrival);
        Assert.Equal(rows, await there.RowsAsync(study, seq));
        Assert.Equal(Json.Write(await here.Store.Studies.FrontAsync(study, default)), Json.Write(await there.Store.Studies.FrontAsync(study, default)));
        Assert.Null(await there.Writer.RunAsync(study, default));
        var look = await there.LookAsync();
        Assert.True((await there.ImportAsync(await here.ExportAsync(study))).WasThere);
        Assert.Equal(look, await there.LookAsync());

        // And once more, from there: an archive of its own would be as good.
        using var third = new ArchiveWorld();
        await third.ImportAsync(await there.ExportAsync(study));
        Assert.Equal(rows, await third.RowsAsync(study, seq));
    })));

    [Fact]
    public void Import_WithAnyByteChanged_IsRefusedAndChangesNothing() => Check.One(Rounds.WithMaxTest(25), Prop.ForAll<int, int, byte>((seed, place, bit) => Wait(async () =>
    {
        using var here = new ArchiveWorld();
        using var there = new ArchiveWorld();
        var tar = await here.ExportAsync((await RandomStudy.LiveAsync(here.Store, here.Vault, seed, 12, ends: true)).Id);
        var look = await there.LookAsync();
        var random = new Random(place);
        for (var i = 0; i < 40; i++)
        {
            var changed = tar.ToArray();
            changed[random.Next(tar.Length)] ^= (byte)(1 << (bit % 8));
            var problem = await Assert.ThrowsAsync<ArchiveException>(() => there.ImportAsync(changed));
            Assert.Equal(ArchiveFault.Damaged, problem.Fault);
        }

        Assert.Equal(look, await there.LookAsync());
        Assert.False((await there.ImportAsync(tar)).WasThere);
    })));

    [Fact]
    public async Task Import_CutOffAnywhere_IsRefusedAndChangesNothing()
    {
        using var here = new ArchiveWorld();
        using var there = new ArchiveWorld();
        var tar = await here.ExportAsync((await RandomStudy.LiveAsync(here.Store, here.Vault, 1, 8, ends: true)).Id);
        var look = await there.LookAsync();

        for (var length = 0; length < tar.Length; length += 97)
        {
            Assert.Equal(ArchiveFault.Damaged, (await Assert.ThrowsAsync<ArchiveException>(() => there.ImportAsync(tar[..length]))).Fault);
        }

        await Assert.ThrowsAsync<ArchiveException>(() => there.ImportAsync([.. tar, 0]));
        Assert.Equal(look, await there.LookAsync());
    }

    [Fact]
    public async Task Import_WithAnyEntryMissing_IsRefused()
    {
        using var here = new ArchiveWorld();
        using var there = new ArchiveWorld();
        var entries = Entries(await here.ExportAsync((await RandomStudy.LiveAsync(here.Store, here.Vault, 5, 900, ends: true)).Id));
        Assert.True(entries.Count(entry => entry.Name.StartsWith("segments/", StringComparison.Ordinal)) > 1);
        var look = await there.LookAsync();

        foreach (var missing in entries.Where((entry, i) => i % 50 == 0 || !entry.Name.StartsWith("artifacts/", StringComparison.Ordinal)))
        {
            await Assert.ThrowsAsync<ArchiveException>(() => there.ImportAsync(Tar(entries.Where(entry => entry != missing))));
        }

        await Assert.ThrowsAsync<ArchiveException>(() => there.ImportAsync(Tar(entries.Prepend(entries[0]))));
        Assert.Equal(look, await there.LookAsync());
        Assert.False((await there.ImportAsync(Tar(entries))).WasThere);
    }

    /// <summary>Whoever can compute a SHA-256 can seal what he likes: what is sealed is looked at all the same.</summary>
    [Theory]
    [InlineData("\"trial-finished\"", "\"trial-proposed\"")]
    [InlineData("\"seq\":3,", "\"seq\":4,")]
    [InlineData("\"state\":\"exploring\"", "\"state\":\"completed\"")]
    [InlineData("\"candidate\":", "\"origin2\":")]
    [InlineData("\"spec\":{", "\"spec\":null,\"x\":{")]
    [InlineData("\"inputs\":{\"model\":", "\"inputs\":{\"model\":null,\"x\":")]
    [InlineData("\"name\":\"random.", "\"name\":\"../random.")]
    [InlineData("\"id\":\"random.", "\"id\":\"../random.")]
    [InlineData("\"plan\":", "\"plan\":null,\"y\":")]
    [InlineData("autocompress-archive-1", "autocompress-archive-9")]
    [InlineData("\"outcome\":\"", "\"outcome\":\"un")]
    public async Task Import_ForgedAndSealedAgain_IsRefused(string text, string forged)
    {
        using var here = new ArchiveWorld();
        using var there = new ArchiveWorld();
        var entries = Entries(await here.ExportAsync((await RandomStudy.LiveAsync(here.Store, here.Vault, 11, 60, ends: true)).Id));
        var segment = entries.Single(entry => entry.Name.StartsWith("segments/", StringComparison.Ordinal));
        var body = Seal.Open(segment.Content)!.Value.Text;
        Assert.Contains(text, body, StringComparison.Ordinal);
        var (content, sha256) = Seal.Close(body.Replace(text, forged, StringComparison.Ordinal));
        var manifest = Json.Read<ExportManifest>(Seal.Open(entries[^1].Content)!.Value.Text) with { Sha256 = sha256 };
        var look = await there.LookAsync();

        var problem = await Assert.ThrowsAsync<ArchiveException>(() => there.ImportAsync(Tar(entries.Select(entry =>
            entry == segment ? (entry.Name, content) : entry == entries[^1] ? (entry.Name, Seal.Close(Json.Write(manifest)).Content) : entry))));

        Assert.Equal(ArchiveFault.Damaged, problem.Fault);
        Assert.Equal(look, await there.LookAsync());
    }

    [Theory]
    [InlineData("../../escaped", 5)]
    [InlineData("/etc/passwd", 5)]
    [InlineData("artifacts/../../escaped", 5)]
    [InlineData("segments/000000000001", long.MaxValue / 2)]
    [InlineData("segments/000000000007", 5)]
    [InlineData("manifest", 1L << 40)]
    public async Task Import_HostileEntries_AreRefusedWithoutTakingThemIn(string name, long size)
    {
        using var there = new ArchiveWorld();
        var look = await there.LookAsync();

        var problem = await Assert.ThrowsAsync<ArchiveException>(() => there.ImportAsync([.. TarHeader.Write(name, size), .. new byte[2048]]));

        Assert.StartsWith("The export is", problem.Message, StringComparison.Ordinal);
        Assert.Equal(look, await there.LookAsync());
    }

    [Fact]
    public async Task Import_OtherTars_AreRefused()
    {
        using var there = new ArchiveWorld();
        using var tar = new MemoryStream();
        await using (var writer = new System.Formats.Tar.TarWriter(tar, leaveOpen: true))
        {
            await writer.WriteEntryAsync(new System.Formats.Tar.PaxTarEntry(System.Formats.Tar.TarEntryType.SymbolicLink, "artifacts/x") { LinkName = "/etc/passwd" }, None);
        }

        Assert.Equal(ArchiveFault.Damaged, (await Assert.ThrowsAsync<ArchiveException>(() => there.ImportAsync(tar.ToArray()))).Fault);
        Assert.Equal(ArchiveFault.Damaged, (await Assert.ThrowsAsync<ArchiveException>(() => there.ImportAsync(Encoding.UTF8.GetBytes(new string('x', 4096))))).Fault);
    }

    [Fact]
    public async Task Export_ReadByOthers_IsAUsualTar()
    {
        using var here = new ArchiveWorld();
        var bytes = await here.ExportAsync((await RandomStudy.LiveAsync(here.Store, here.Vault, 3, 20, ends: true)).Id);
        using var reader = new System.Formats.Tar.TarReader(new MemoryStream(bytes));
        var names = new List<string>();
        while (await reader.GetNextEntryAsync(copyData: true, None) is { } entry)
        {
            names.Add(entry.Name);
        }

        Assert.Equal(Entries(bytes).Select(entry => entry.Name), names);
    }

    [Fact]
    public async Task Import_IdOfAnotherStudy_IsRefusedAndChangesNothing()
    {
        using var here = new ArchiveWorld();
        using var there = new ArchiveWorld();
        var study = (await RandomStudy.LiveAsync(here.Store, here.Vault, 4, 10, ends: true)).Id;
        await RandomStudy.LiveAsync(there.Store, there.Vault, 4, 2, ends: false);
        var look = await there.LookAsync();

        var problem = await Assert.ThrowsAsync<ArchiveException>(async () => await there.ImportAsync(await here.ExportAsync(study)));

        Assert.Equal(ArchiveFault.Conflict, problem.Fault);
        Assert.Contains($"another study {study} here", problem.Message, StringComparison.Ordinal);
        Assert.Equal(look, await there.LookAsync());
    }

    [Fact]
    public async Task Export_WithoutItsModel_SaysSo()
    {
        using var here = new ArchiveWorld();
        var study = (await RandomStudy.LiveAsync(here.Store, here.Vault, 4, 10, ends: true)).Id;
        await foreach (var artifact in here.Vault.ListAsync(None))
        {
            await here.Vault.RemoveAsync(artifact, None);
        }

        Assert.Equal(ArchiveFault.Missing, (await Assert.ThrowsAsync<ArchiveException>(() => here.ExportAsync(study))).Fault);
        Assert.Equal(ArchiveFault.Missing, (await Assert.ThrowsAsync<ArchiveException>(() => here.ExportAsync("no-such-study-1"))).Fault);
    }

    [Fact]
    public async Task SaveAsync_ToAFolderAndAFile_HoldTheSame()
    {
        using var here = new ArchiveWorld();
        using var folder = new AutoCompress.Host.Workers.TemporaryFolder();
        var study = (await RandomStudy.LiveAsync(here.Store, here.Vault, 8, 25, ends: true)).Id;
        var (file, unpacked) = (Path.Combine(folder.Path, "study.tar"), Path.Combine(folder.Path, "study"));

        await ExportFile.SaveAsync(file, target => here.Archive.ExportAsync(study, target, None), None);
        await ExportFile.SaveAsync(unpacked, target => here.Archive.ExportAsync(study, target, None), None);

        using var packed = new MemoryStream();
        await ExportFile.OpenRead(unpacked).CopyToAsync(packed, None);
        Assert.Equal(await File.ReadAllBytesAsync(file, None), packed.ToArray());
        Assert.Equal(2, Directory.GetFileSystemEntries(folder.Path).Length);
        await Assert.ThrowsAsync<IOException>(() => ExportFile.SaveAsync(file, target => here.Archive.ExportAsync(study, target, None), None));
        await Assert.ThrowsAsync<ArchiveException>(() => ExportFile.SaveAsync(file + "2.tar", _ => Task.CompletedTask, None));
        Assert.Equal(2, Directory.GetFileSystemEntries(folder.Path).Length);
    }

    private static void Wait(Func<Task> test) => test().GetAwaiter().GetResult();

    private static List<(string Name, byte[] Content)> Entries(byte[] tar)
    {
        var entries = new List<(string, byte[])>();
        for (var at = 0; TarHeader.Read(tar.AsSpan(at, TarHeader.Block)) is var (name, size);)
        {
            at += TarHeader.Block;
            entries.Add((name, tar[at..(at + (int)size)]));
            at += (int)size + TarHeader.Padding(size);
        }

        return entries;
    }

    private static byte[] Tar(IEnumerable<(string Name, byte[] Content)> entries) =>
    [
        .. entries.SelectMany(entry => (byte[])[.. TarHeader.Write(entry.Name, entry.Content.Length), .. entry.Content, .. new byte[TarHeader.Padding(entry.Content.Length)]]),
        .. new byte[2 * TarHeader.Block],
    ];
}
