namespace AutoCompress.Host.Archive;

/// <summary>Streams one after the other, each opened when it is its turn; to read once.</summary>
internal sealed class SequenceStream(IEnumerable<Func<Stream>> parts) : Stream
{
    private readonly IEnumerator<Func<Stream>> _parts = parts.GetEnumerator();
    private Stream? _part;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            if (_part is not null && await _part.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var count and > 0)
            {
                return count;
            }

            if (_part is not null)
            {
                await _part.DisposeAsync().ConfigureAwait(false);
                _part = null;
            }

            if (!_parts.MoveNext())
            {
                return 0;
            }

            _part = _parts.Current();
        }

        return 0;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read this stream asynchronously.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _part?.Dispose();
            _parts.Dispose();
        }

        base.Dispose(disposing);
    }
}
