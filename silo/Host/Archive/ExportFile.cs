namespace AutoCompress.Host.Archive;

/// <summary>Exports as a user keeps them: a tar, or a folder with what would be in it.</summary>
public static class ExportFile
{
    private const string Tar = ".tar";
    private const string Partial = ".part";

    /// <summary>Whether an export of this name is a tar; else it is a folder.</summary>
    public static bool IsTar(string path) => path.EndsWith(Tar, StringComparison.OrdinalIgnoreCase);

    /// <summary>Keeps what <paramref name="export"/> writes at <paramref name="path"/>, where it appears whole and checked or not at all.</summary>
    /// <exception cref="ArchiveException">What was written is no whole export.</exception>
    /// <exception cref="IOException">There is something at <paramref name="path"/>, or it cannot be written.</exception>
    public static async Task SaveAsync(string path, Func<Stream, Task> export, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(export);
        if (Path.Exists(path))
        {
            throw new IOException($"{path} is there already. Name another file, or remove that one.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var (tar, folder) = (path + Partial, path + ".unpacked" + Partial);
        try
        {
            var file = new FileStream(tar, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 17, useAsync: true);
            await using (file.ConfigureAwait(false))
            {
                await export(file).ConfigureAwait(false);
                await file.FlushAsync(cancellationToken).ConfigureAwait(false);
                file.Position = 0;
                if (IsTar(path))
                {
                    await new ExportReader(file, null).ReadAsync(cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    await UnpackAsync(file, folder, cancellationToken).ConfigureAwait(false);
                }
            }

            if (IsTar(path))
            {
                File.Move(tar, path);
            }
            else
            {
                Directory.Move(folder, path);
            }
        }
        finally
        {
            File.Delete(tar);
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <summary>The export at <paramref name="path"/> as a tar.</summary>
    /// <exception cref="ArchiveException">There is none.</exception>
    public static Stream OpenRead(string path)
    {
        if (File.Exists(path))
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 17, useAsync: true);
        }

        return File.Exists(Path.Combine(path, ExportManifest.Entry))
            ? new SequenceStream(Names(path, ExportManifest.SegmentFolder)
                .Concat(Names(path, ExportManifest.ArtifactFolder))
                .Append(ExportManifest.Entry)
                .SelectMany(name => EntryOf(path, name))
                .Append(() => new MemoryStream(new byte[2 * TarHeader.Block])))
            : throw new ArchiveException(ArchiveFault.Missing, $"{path} is no export: there is no such file, or no manifest in the folder.");
    }

    private static IEnumerable<string> Names(string path, string folder) => Directory.Exists(Path.Combine(path, folder))
        ? Directory.EnumerateFiles(Path.Combine(path, folder))
            .Select(file => folder + Path.GetFileName(file)).Where(name => name.Length < TarHeader.NameLength).Order(StringComparer.Ordinal)
        : [];

    private static Func<Stream>[] EntryOf(string path, string name)
    {
        var file = new FileInfo(Path.Combine(path, name));
        return
        [
            () => new MemoryStream(TarHeader.Write(name, file.Length)),
            file.OpenRead,
            () => new MemoryStream(new byte[TarHeader.Padding(file.Length)]),
        ];
    }

    private static async Task UnpackAsync(Stream tar, string folder, CancellationToken cancellationToken)
    {
        var artifacts = Path.Combine(folder, ExportManifest.ArtifactFolder);
        var segments = Path.Combine(folder, ExportManifest.SegmentFolder);
        Directory.CreateDirectory(artifacts);
        Directory.CreateDirectory(segments);
        var export = await new ExportReader(tar, artifacts).ReadAsync(cancellationToken).ConfigureAwait(false);
        foreach (var segment in export.Segments)
        {
            await File.WriteAllBytesAsync(Path.Combine(segments, ArchiveNames.Number(segment.First)), segment.Content, cancellationToken).ConfigureAwait(false);
        }

        await File.WriteAllBytesAsync(Path.Combine(folder, ExportManifest.Entry), export.Manifest, cancellationToken).ConfigureAwait(false);
    }
}
