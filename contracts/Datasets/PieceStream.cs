namespace AutoCompress.Datasets;

/// <summary>Pieces of files, one behind the other, as one stream. At most one file is open at a time.</summary>
/// <param name="pieces">Where each piece lies.</param>
internal sealed class PieceStream(IReadOnlyList<(string Path, long Offset, long Bytes)> pieces) : Stream
{
    private readonly long _length = pieces.Sum(piece => piece.Bytes);
    private FileStream? _open;
    private int _current;
    private long _into;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => _length;

    public override long Position
    {
        get => pieces.Take(_current).Sum(piece => piece.Bytes) + _into;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            Close(ref _open);
            (_current, _into) = (0, value);
            while (_current < pieces.Count && _into >= pieces[_current].Bytes)
            {
                _into -= pieces[_current++].Bytes;
            }
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Next() is not { } file || buffer.Length == 0)
        {
            return 0;
        }

        var read = await file.ReadAsync(buffer[..(int)Math.Min(buffer.Length, pieces[_current].Bytes - _into)], cancellationToken).ConfigureAwait(false);
        return Took(read);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer) => Next() is { } file && buffer.Length > 0
        ? Took(file.Read(buffer[..(int)Math.Min(buffer.Length, pieces[_current].Bytes - _into)]))
        : 0;

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        Close(ref _open);
        base.Dispose(disposing);
    }

    private static void Close(ref FileStream? file)
    {
        file?.Dispose();
        file = null;
    }

    /// <summary>The file of the piece that comes next; null behind the last one.</summary>
    private FileStream? Next()
    {
        while (_current < pieces.Count && _into >= pieces[_current].Bytes)
        {
            Close(ref _open);
            (_current, _into) = (_current + 1, 0);
        }

        if (_current >= pieces.Count || _open is not null)
        {
            return _open;
        }

        var (path, offset, _) = pieces[_current];
        _open = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true) { Position = offset + _into };
        return _open;
    }

    private int Took(int read)
    {
        if (read == 0)
        {
            throw new IOException($"{pieces[_current].Path} has become shorter while it was read. Leave the data alone until it is taken in, and try again.");
        }

        _into += read;
        return read;
    }
}
