using System.Buffers.Binary;
using Google.Protobuf;

namespace AutoCompress.Host.Workers;

/// <summary>Protobuf messages on a pipe: four bytes of length, little-endian, then the message.</summary>
internal static class WorkerFrames
{
    /// <summary>Larger frames are a broken pipe's noise; big data travels in files.</summary>
    private const int MaxBytes = 64 << 20;

    public static async Task WriteAsync(Stream stream, IMessage message, CancellationToken cancellationToken)
    {
        var frame = new byte[4 + message.CalculateSize()];
        BinaryPrimitives.WriteInt32LittleEndian(frame, frame.Length - 4);
        message.WriteTo(frame.AsSpan(4));
        await stream.WriteAsync(frame, cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <returns>Null when the other side closed the pipe between two frames.</returns>
    /// <exception cref="InvalidDataException">The length is impossible.</exception>
    /// <exception cref="EndOfStreamException">The pipe closed inside a frame.</exception>
    public static async Task<T?> ReadAsync<T>(Stream stream, MessageParser<T> parser, CancellationToken cancellationToken)
        where T : class, IMessage<T>
    {
        var header = new byte[4];
        if (await stream.ReadAtLeastAsync(header, 4, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) is var got && got < 4)
        {
            return got == 0 ? null : throw new EndOfStreamException("The pipe closed inside a frame's length.");
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(header);
        if (length is < 0 or > MaxBytes)
        {
            throw new InvalidDataException($"A frame of {length} bytes is none of ours: something else wrote to the worker's pipe.");
        }

        var body = new byte[length];
        await stream.ReadExactlyAsync(body, cancellationToken).ConfigureAwait(false);
        return parser.ParseFrom(body);
    }
}
