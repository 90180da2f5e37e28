using System.Security.Cryptography;

namespace AutoCompress.Host.Artifacts.Remote;

/// <summary>A file that is written at its end only, and hashed while it is.</summary>
internal sealed class HashedFile : IAsyncDisposable
{
    private const int BufferBytes = 1 << 17;

    private readonly FileStream _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = new byte[BufferBytes];

    /// <summary>Opens the file; what it holds already is hashed by <see cref="CatchUpAsync"/>.</summary>
    public HashedFile(string path) =>
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, useAsync: true);

    public long Length => _file.Length;

    /// <summary>Takes in what the file holds.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        int count;
        while ((count = await _file.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            _hash.AppendData(_buffer, 0, count);
        }
    }

    /// <summary>Writes what <paramref name="content"/> holds; what was read before it broke off stays.</summary>
    public async Task AppendAsync(Stream content, CancellationToken cancellationToken)
    {
        int count;
        while ((count = await content.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            await _file.WriteAsync(_buffer.AsMemory(0, count), CancellationToken.None).ConfigureAwait(false);
            _hash.AppendData(_buffer, 0, count);
        }
    }

    /// <summary>Writes a piece of a file.</summary>
    /// <exception cref="EndOfStreamException">The file is shorter than that.</exception>
    public async Task AppendAsync(FileStream content, long offset, long bytes, CancellationToken cancellationToken)
    {
        while (bytes > 0)
        {
            var count = await RandomAccess.ReadAsync(content.SafeFileHandle, _buffer.AsMemory(0, (int)Math.Min(bytes, _buffer.Length)), offset, cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                throw new EndOfStreamException($"{content.Name} ends before byte {offset + bytes}.");
            }

            await _file.WriteAsync(_buffer.AsMemory(0, count), CancellationToken.None).ConfigureAwait(false);
            _hash.AppendData(_buffer, 0, count);
            (offset, bytes) = (offset + count, bytes - count);
        }
    }

    /// <summary>The SHA-256 of all of it, in hexadecimal; once.</summary>
    public string Hash() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    public async ValueTask DisposeAsync()
    {
        await _file.DisposeAsync().ConfigureAwait(false);
        _hash.Dispose();
    }
}
