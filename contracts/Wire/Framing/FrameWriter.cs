using System.Buffers;
using System.Buffers.Binary;
using Google.Protobuf;

namespace AutoCompress.Wire.Framing;

/// <summary>Writes length-prefixed messages.</summary>
public static class FrameWriter
{
    /// <summary>Messages shorter than this gain nothing from gzip.</summary>
    public const int WorthPacking = 1024;

    /// <param name="gzip">Whether a message that is worth it may be packed.</param>
    public static void Write(IBufferWriter<byte> output, IMessage message, bool gzip)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(message);
        var size = message.CalculateSize();
        if (gzip && size >= WorthPacking)
        {
            var packed = GzipMessages.Compress(message.ToByteArray());
            WriteHeader(output, 1, packed.Length);
            output.Write(packed.Span);
            return;
        }

        WriteHeader(output, 0, size);
        message.WriteTo(output);
    }

    private static void WriteHeader(IBufferWriter<byte> output, byte flag, int length)
    {
        var header = output.GetSpan(FrameReader.HeaderBytes);
        header[0] = flag;
        BinaryPrimitives.WriteUInt32BigEndian(header[1..], (uint)length);
        output.Advance(FrameReader.HeaderBytes);
    }
}
