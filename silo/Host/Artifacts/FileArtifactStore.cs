using System.Security.Cryptography;
using AutoCompress.Artifacts;
using AutoCompress.Host.Store;

namespace AutoCompress.Host.Artifacts;

/// <summary>Artifacts as files named by their content, in a folder of this machine.</summary>
/// <remarks>
/// A file is written under a name of its own, flushed to the disk and then renamed: a reader sees all of it or nothing. The folder may
/// be shared by processes, as two writers of one content write the same file.
/// </remarks>
internal sealed class FileArtifactStore : IArtifactStore
{
    private const int BufferBytes = 1 << 17;
    private const int HashLength = 64;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly string _folder;
    private readonly string _incoming;

    /// <exception cref="StoreException">The folder cannot be written.</exception>
    public FileArtifactStore(string folder)
    {
        (_folder, _incoming) = (folder, Path.Combine(folder, "incoming"));
        try
        {
            Directory.CreateDirectory(_incoming);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw Unusable(problem);
        }
    }

    /// <inheritdoc/>
    public async Task<string> AddFileAsync(string path, CancellationToken cancellationToken)
    {
        string sha256;
        await using (var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, BufferBytes, useAsync: true))
        {
            sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false));
            file.Flush(flushToDisk: true);
        }

        if (await ExistsAsync(sha256, cancellationToken).ConfigureAwait(false))
        {
            return sha256;
        }

        var arrived = NewIncoming();
        try
        {
            // Within one file system this is a rename; across two it copies, still outside of readers' sight.
            File.Move(path, arrived);
            Publish(arrived, sha256);
        }
        catch (IOException problem)
        {
            throw Unusable(problem);
        }

        return sha256;
    }

    /// <inheritdoc/>
    public async Task<string> AddAsync(Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        var arriving = NewIncoming();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            await using (var file = new FileStream(arriving, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true))
            {
                var buffer = new byte[BufferBytes];
                int count;
                while ((count = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
                {
                    hash.AppendData(buffer, 0, count);
                    await WriteAsync(file, buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                }

                file.Flush(flushToDisk: true);
            }

            var sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
            Publish(arriving, sha256);
            return sha256;
        }
        finally
        {
            File.Delete(arriving);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> ExistsAsync(string sha256, CancellationToken cancellationToken)
    {
        var path = PathOf(sha256);
        var since = TimeProvider.System.GetTimestamp();
        while (!File.Exists(path))
        {
            // That a file is not there means something only where the folder is: one that is not mounted is empty.
            if (Directory.Exists(_incoming))
            {
                return File.Exists(path);
            }

            if (TimeProvider.System.GetElapsedTime(since) > Patience)
            {
                throw Unusable(new DirectoryNotFoundException($"{_incoming} is gone."));
            }

            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    /// <inheritdoc/>
    public async Task<string> GetFileAsync(string sha256, CancellationToken cancellationToken) =>
        await ExistsAsync(sha256, cancellationToken).ConfigureAwait(false)
            ? PathOf(sha256)
            : throw new FileNotFoundException($"There is no artifact {sha256} in {_folder}.", PathOf(sha256));

    private static void Check(string sha256)
    {
        if (sha256.Length != HashLength || !sha256.All(char.IsAsciiHexDigitLower))
        {
            throw new ArgumentException($"'{sha256}' is not a SHA-256 in lower-case hexadecimal.", nameof(sha256));
        }
    }

    private async Task WriteAsync(FileStream file, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await file.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException problem)
        {
            throw Unusable(problem);
        }
    }

    private void Publish(string arrived, string sha256)
    {
        var path = PathOf(sha256);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(arrived, ReadOnly);
        }

        File.Move(arrived, path, overwrite: true);
    }

    private string PathOf(string sha256)
    {
        Check(sha256);
        return Path.Combine(_folder, sha256[..2], sha256[2..]);
    }

    private string NewIncoming() => Path.Combine(_incoming, Guid.NewGuid().ToString("N"));

    private StoreException Unusable(Exception problem) => new(
        $"The artifacts' folder {_folder} cannot be written: {problem.Message} Free some space or mend the folder, then start again.", problem);
}
