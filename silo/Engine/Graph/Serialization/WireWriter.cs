using System.Buffers;

namespace AutoCompress.Engine.Graph.Serialization;

/// <summary>Bytes of protobuf's wire format in pieces, so that large ones are taken over and not copied.</summary>
internal sealed class WireWriter
{
    private const int Large = 1 << 14;

    private readonly List<ReadOnlyMemory<byte>> _pieces = [];
    private ArrayBufferWriter<byte> _small = new();

    /// <summary>Bytes in all.</summary>
    public long Length { get; private set; }

    public void Varint(ulong value)
    {
        var span = _small.GetSpan(10);
        var count = 0;
        for (; value >= 0x80; value >>= 7)
        {
            span[count++] = (byte)(value | 0x80);
        }

        span[count++] = (byte)value;
        _small.Advance(count);
        Length += count;
    }

    public void Add(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < Large)
        {
            _small.Write(bytes.Span);
        }
        else
        {
            Flush();
            _pieces.Add(bytes);
        }

        Length += bytes.Length;
    }

    public void Add(WireWriter other)
    {
        other.Flush();
        other._pieces.ForEach(Add);
    }

    public ReadOnlySequence<byte> ToSequence()
    {
        Flush();
        var first = new Segment(default, null);
        var last = first;
        foreach (var piece in _pieces)
        {
            last = new(piece, last);
        }

        return new(first, 0, last, last.Memory.Length);
    }

    private void Flush()
    {
        if (_small.WrittenCount > 0)
        {
            _pieces.Add(_small.WrittenMemory);
            _small = new();
        }
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? before)
        {
            Memory = memory;
            RunningIndex = before is null ? 0 : before.RunningIndex + before.Memory.Length;
            if (before is not null)
            {
                before.Next = this;
            }
        }
    }
}
