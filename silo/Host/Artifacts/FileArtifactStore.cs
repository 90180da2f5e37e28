using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using AutoCompress.Artifacts;
using AutoCompress.Host.Store;

namespace AutoCompress.Host.Artifacts;

/// <summary>Artifacts as files named by their content, in a folder of this machine or of a file server that several silos share.</summary>
/// <remarks>
/// A file is written under a name of its own, flushed to the disk and then renamed: a reader sees all of it or nothing. The folder may
/// be shared by processes. A file is checked against its name when this process reads it for the first time; one that is damaged is moved
/// aside, so that the step that made it runs again.
/// </remarks>
internal sealed class FileArtifactStore : IArtifactVault
{
    private const int BufferBytes = 1 << 17;
    private const string Damaged = "damaged";

    /// <summary>A file that nobody has written to for this long is not on its way in any more.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(2);

    private const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly string _folder;
    private readonly string _incoming;
    private readonly Patience _patience;
    private readonly ConcurrentDictionary<string, bool> _checked = new(StringComparer.Ordinal);

    /// <exception cref="StoreException">The folder cannot be written.</exception>
    public FileArtifactStore(string folder, TimeProvider? time = null, TimeSpan? patience = null)
    {
        (_folder, _incoming) = (folder, Path.Combine(folder, "incoming"));
        _patience = new Patience(FolderFaults.IsPassing, patience ?? Patience.Default, time ?? TimeProvider.System);
        Documents = new FolderDocuments(folder, _incoming, _patience);
        try
        {
            Directory.CreateDirectory(_incoming);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw FolderFaults.Explain(folder, problem);
        }
    }

    /// <inheritdoc/>
    public string Place => _folder;

    /// <inheritdoc/>
    public IDocumentStore Documents { get; }

    /// <inheritdoc/>
    public Task PrepareAsync(CancellationToken cancellationToken) => NowAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<string> AddFileAsync(string path, CancellationToken cancellationToken)
    {
        string sha256;
        await using (var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, BufferBytes, useAsync: true))
        {
            sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false));
            file.Flush(flushToDisk: true);
        }

        var arrived = NewIncoming();
        await GuardAsync(
            () =>
            {
                var now = Stamp();
                if (IsFresh(sha256, now))
                {
                    return false;
                }

                // Within one file system this is a rename; across two it copies, still outside of readers' sight.
                if (!File.Exists(arrived))
                {
                    File.SetLastWriteTimeUtc(path, now);
                    File.Move(path, arrived);
                }

                Publish(arrived, sha256, now);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
        return sha256;
    }

    /// <inheritdoc/>
    public async Task<string> AddAsync(Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        var arriving = NewIncoming();
        try
        {
            var sha256 = await ReceiveAsync(content, arriving, cancellationToken).ConfigureAwait(false);
            await GuardAsync(
                () =>
                {
                    var now = Stamp();
                    if (!IsFresh(sha256, now))
                    {
                        Publish(arriving, sha256, now);
                    }

                    return true;
                },
                cancellationToken).ConfigureAwait(false);
            return sha256;
        }
        finally
        {
            File.Delete(arriving);
        }
    }

    /// <inheritdoc/>
    public Task<bool> ExistsAsync(string sha256, CancellationToken cancellationToken) =>
        GuardAsync(() => Generations(sha256).Any(), cancellationToken);

    /// <inheritdoc/>
    public async Task<ArtifactFile> GetFileAsync(string sha256, CancellationToken cancellationToken)
    {
        foreach (var file in await GuardAsync(() => Generations(sha256).OrderByDescending(file => file.LastWriteTimeUtc).ToList(), cancellationToken).ConfigureAwait(false))
        {
            if (await IsWholeAsync(file, sha256, cancellationToken).ConfigureAwait(false))
            {
                return new ArtifactFile(file.FullName);
            }
        }

        throw new FileNotFoundException($"There is no artifact {sha256} in {_folder}.");
    }

    /// <inheritdoc/>
    public Task<bool> KeepAsync(string sha256, CancellationToken cancellationToken) => GuardAsync(
        () =>
        {
            var now = Stamp();
            if (IsFresh(sha256, now))
            {
                return true;
            }

            if (Generations(sha256).MaxBy(file => file.LastWriteTimeUtc) is not { } newest)
            {
                return false;
            }

            try
            {
                var copy = NewIncoming();
                Copy(newest.FullName, copy);
                Publish(copy, sha256, now);
                return true;
            }
            catch (FileNotFoundException)
            {
                return false;
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken) => GuardAsync(() => new DateTimeOffset(Stamp()), cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredArtifact> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var folder in await GuardAsync(() => new DirectoryInfo(_folder).GetDirectories("??"), cancellationToken).ConfigureAwait(false))
        {
            foreach (var file in await GuardAsync(folder.GetFiles, cancellationToken).ConfigureAwait(false))
            {
                var name = $"{folder.Name}/{file.Name}";
                if (ArtifactNames.HashIn(name) is { } sha256)
                {
                    yield return new StoredArtifact(sha256, name, file.Length, file.LastWriteTimeUtc);
                }
            }
        }
    }

    /// <inheritdoc/>
    public Task RemoveAsync(StoredArtifact artifact, CancellationToken cancellationToken) => GuardAsync(
        () =>
        {
            File.Delete(Path.Combine(_folder, artifact.Name));
            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task TidyAsync(CancellationToken cancellationToken) => GuardAsync(
        () =>
        {
            var now = Stamp();
            foreach (var left in new DirectoryInfo(_incoming).EnumerateFiles().Where(file => now - file.LastWriteTimeUtc > Abandoned))
            {
                left.Delete();
            }

            return true;
        },
        cancellationToken);

    private static void Copy(string source, string target)
    {
        using var from = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.Read);
        using var to = new FileStream(target, FileMode.CreateNew, FileAccess.Write);
        from.CopyTo(to, BufferBytes);
        to.Flush(flushToDisk: true);
    }

    private async Task<string> ReceiveAsync(Stream content, string path, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = await GuardAsync(
            () => new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true), cancellationToken).ConfigureAwait(false);
        var buffer = new byte[BufferBytes];
        int count;
        while ((count = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            hash.AppendData(buffer, 0, count);
            await WriteAsync(file, buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
        }

        file.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private async Task WriteAsync(FileStream file, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await file.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException problem)
        {
            throw FolderFaults.Explain(_folder, problem);
        }
    }

    private async Task<bool> IsWholeAsync(FileInfo file, string sha256, CancellationToken cancellationToken)
    {
        if (_checked.ContainsKey(file.Name))
        {
            return true;
        }

        try
        {
            await using var content = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, useAsync: true);
            if (Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken).ConfigureAwait(false)) == sha256)
            {
                return _checked.TryAdd(file.Name, true) || true;
            }

            Directory.CreateDirectory(Path.Combine(_folder, Damaged));
            File.Move(file.FullName, Path.Combine(_folder, Damaged, $"{sha256}{file.Extension}"), overwrite: true);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    private bool IsFresh(string sha256, DateTime now) => Generations(sha256).Any(file => (now - file.LastWriteTimeUtc).Duration() < IArtifactVault.Fresh);

    private IEnumerable<FileInfo> Generations(string sha256)
    {
        var prefix = Path.Combine(_folder, ArtifactNames.Prefix(sha256));
        var folder = new DirectoryInfo(Path.GetDirectoryName(prefix)!);
        return folder.Exists ? folder.EnumerateFiles($"{Path.GetFileName(prefix)}*") : Nothing();
    }

    /// <summary>That nothing is there means something only where the store is.</summary>
    private FileInfo[] Nothing() => Directory.Exists(_incoming) ? [] : throw new FolderAwayException($"{_incoming} is gone.");

    /// <summary>The file system's time, which on a file server is not this machine's.</summary>
    private DateTime Stamp()
    {
        Nothing();
        var probe = NewIncoming();
        using (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
        {
            return File.GetLastWriteTimeUtc(probe);
        }
    }

    private void Publish(string arrived, string sha256, DateTime now)
    {
        var path = Path.Combine(_folder, ArtifactNames.NewGeneration(sha256));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.SetLastWriteTimeUtc(arrived, now);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(arrived, ReadOnly);
        }

        File.Move(arrived, path);
    }

    private string NewIncoming() => Path.Combine(_incoming, Guid.NewGuid().ToString("N"));

    private async Task<T> GuardAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        try
        {
            return await _patience.RunAsync(_ => Task.FromResult(work()), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is (IOException or UnauthorizedAccessException) and not StoreException)
        {
            throw FolderFaults.Explain(_folder, problem);
        }
    }
}
