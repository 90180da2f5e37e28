using System.Security.Cryptography;
using AutoCompress.Artifacts;
using AutoCompress.Host.Store;

namespace AutoCompress.Host.Artifacts;

/// <summary>Uploads that arrive in pieces: files named by the SHA-256 that they will have. What broke off stays for a day, also over a restart.</summary>
internal sealed class PartialUploads
{
    private const int BufferBytes = 1 << 17;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    private readonly string _folder;
    private readonly TimeProvider _time;

    /// <param name="folder">Of this process alone.</param>
    public PartialUploads(string folder, TimeProvider time) => (_folder, _time) = (folder, time);

    /// <summary>Bytes of the content that are here.</summary>
    public long ReceivedOf(string sha256)
    {
        var file = new FileInfo(PathOf(sha256));
        return file.Exists ? file.Length : 0;
    }

    /// <summary>Takes the content's next bytes, and stores it when it is whole.</summary>
    /// <param name="offset">Bytes that were here before, as far as the caller knows; 0 starts anew.</param>
    /// <exception cref="StoreException">The disk is full, or the store cannot take it; what has arrived is kept.</exception>
    public async Task<PartialUpload> ReceiveAsync(string sha256, long offset, Stream content, IArtifactStore artifacts, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_folder);
        DropOld();
        if (Open(sha256) is not { } file)
        {
            return new PartialUpload.Busy();
        }

        await using (file.ConfigureAwait(false))
        {
            if (offset != 0 && offset != file.Length)
            {
                return new PartialUpload.Elsewhere(file.Length);
            }

            file.SetLength(offset);
            file.Position = offset;
            await AppendAsync(content, file, cancellationToken).ConfigureAwait(false);
            file.Position = 0;
            if (Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false)) != sha256)
            {
                file.SetLength(0);
                return new PartialUpload.Damaged();
            }

            file.Position = 0;
            await artifacts.AddAsync(file, cancellationToken).ConfigureAwait(false);
            var bytes = file.Length;
            File.Delete(file.Name);
            return new PartialUpload.Stored(bytes);
        }
    }

    private string PathOf(string sha256) => Path.Combine(_folder, sha256);

    /// <returns>Null when another call has it.</returns>
    private FileStream? Open(string sha256)
    {
        try
        {
            return new FileStream(PathOf(sha256), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, useAsync: true);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private async Task AppendAsync(Stream content, FileStream file, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        int count;
        while ((count = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            try
            {
                await file.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
            }
            catch (IOException problem)
            {
                throw new StoreException($"The folder of uploads {_folder} cannot be written: {problem.Message} Free some space; what has arrived is kept.", problem);
            }
        }
    }

    private void DropOld()
    {
        foreach (var file in new DirectoryInfo(_folder).EnumerateFiles().Where(file => _time.GetUtcNow() - file.LastWriteTimeUtc > Kept))
        {
            file.Delete();
        }
    }
}
