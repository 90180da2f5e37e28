using AutoCompress.Trials;

namespace AutoCompress.Engine.Graph.Serialization;

/// <summary>Protobuf's wire format, read from a stream whose length is known: nothing is allocated that the stream does not hold.</summary>
internal sealed class WireReader(Stream stream)
{
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _at;
    private int _filled;

    /// <summary>Bytes read so far.</summary>
    public long Position { get; private set; }

    public static StepFailureException CutOff() => Invalid.Model("this is no ONNX model, or it is cut off. Export or copy the model again.");

    /// <param name="end">Where the message ends that is being read.</param>
    public ulong Varint(long end)
    {
        var value = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = Byte(end);
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw CutOff();
    }

    /// <summary>The length of a field that ends inside its message.</summary>
    public int Length(long end) => Varint(end) is var length && length <= (ulong)(end - Position) ? (int)length : throw CutOff();

    public byte[] Bytes(int count, long end)
    {
        if (count > end - Position)
        {
            throw CutOff();
        }

        var bytes = GC.AllocateUninitializedArray<byte>(count);
        var buffered = Math.Min(count, _filled - _at);
        _buffer.AsSpan(_at, buffered).CopyTo(bytes);
        _at += buffered;
        if (stream.ReadAtLeast(bytes.AsSpan(buffered), count - buffered, throwOnEndOfStream: false) < count - buffered)
        {
            throw CutOff();
        }

        Position += count;
        return bytes;
    }

    /// <summary>Passes over bytes.</summary>
    /// <returns>None.</returns>
    public ReadOnlyMemory<byte> Skip(int count)
    {
        var buffered = Math.Min(count, _filled - _at);
        _at += buffered;
        stream.Seek(count - buffered, SeekOrigin.Current);
        Position += count;
        return default;
    }

    private byte Byte(long end)
    {
        if (Position >= end)
        {
            throw CutOff();
        }

        if (_at == _filled)
        {
            (_at, _filled) = (0, stream.Read(_buffer));
            if (_filled == 0)
            {
                throw CutOff();
            }
        }

        Position++;
        return _buffer[_at++];
    }
}
