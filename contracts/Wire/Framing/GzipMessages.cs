using System.Buffers;
using System.IO.Compression;

namespace AutoCompress.Wire.Framing;

/// <summary>The gzip message encoding, with a limit on what a message may unpack to.</summary>
internal static class GzipMessages
{
    private const int ChunkBytes = 16 * 1024;

    public static ReadOnlyMemory<byte> Compress(ReadOnlySpan<byte> message)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(message);
        }

        return packed.GetBuffer().AsMemory(0, (int)packed.Length);
    }

    /// <exception cref="GrpcException">The bytes are no gzip, or unpack to more than <paramref name="limit"/> bytes.</exception>
    public static ReadOnlySequence<byte> Decompress(ReadOnlySequence<byte> packed, int limit)
    {
        using var gzip = new GZipStream(new MemoryStream(packed.ToArray(), writable: false), CompressionMode.Decompress);
        var unpacked = new ArrayBufferWriter<byte>(ChunkBytes);
        try
        {
            while (gzip.Read(unpacked.GetSpan(ChunkBytes)) is var read and > 0)
            {
                unpacked.Advance(read);
                if (unpacked.WrittenCount > limit)
                {
                    throw FrameReader.TooLarge("more", limit);
                }
            }
        }
        catch (InvalidDataException exception)
        {
            throw new GrpcException(GrpcCode.Internal, "A compressed message is not gzip.", exception);
        }

        return new ReadOnlySequence<byte>(unpacked.WrittenMemory);
    }
}
