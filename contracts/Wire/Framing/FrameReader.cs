using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.IO.Pipelines;
using Google.Protobuf;

namespace AutoCompress.Wire.Framing;

/// <summary>Reads length-prefixed messages from a body, wherever the transport split them.</summary>
/// <param name="encoding">The grpc-encoding of the body; null for identity.</param>
/// <param name="limit">Bytes of one message at most, packed and unpacked.</param>
public sealed class FrameReader(PipeReader body, string? encoding, int limit)
{
    /// <summary>Bytes before each message: a flag and the length.</summary>
    public const int HeaderBytes = 5;

    /// <summary>What every gRPC library takes by default.</summary>
    public const int DefaultLimit = 4 * 1024 * 1024;

    /// <summary>The next message, or null after the last one.</summary>
    /// <exception cref="GrpcException">The body is no gRPC body, or a message is larger than the limit.</exception>
    public async ValueTask<T?> ReadAsync<T>(MessageParser<T> parser, CancellationToken cancellationToken) where T : class, IMessage<T>
    {
        ArgumentNullException.ThrowIfNull(parser);
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken).ConfigureAwait(false);
            var buffer = read.Buffer;
            var frame = buffer;
            if (TryTake(ref frame, out var compressed, out var payload))
            {
                try
                {
                    return Parse(parser, payload, compressed);
                }
                finally
                {
                    body.AdvanceTo(frame.Start);
                }
            }

            body.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCanceled)
            {
                throw new OperationCanceledException();
            }

            if (read.IsCompleted)
            {
                return buffer.IsEmpty ? null : throw new GrpcException(GrpcCode.Internal, "The body ends within a message.");
            }
        }
    }

    internal static GrpcException TooLarge(string size, int limit) => new(
        GrpcCode.ResourceExhausted, string.Create(CultureInfo.InvariantCulture, $"A message is too large: {size} than {limit} bytes."));

    private bool TryTake(ref ReadOnlySequence<byte> buffer, out bool compressed, out ReadOnlySequence<byte> payload)
    {
        (compressed, payload) = (false, default);
        if (buffer.Length < HeaderBytes)
        {
            return false;
        }

        Span<byte> header = stackalloc byte[HeaderBytes];
        buffer.Slice(0, HeaderBytes).CopyTo(header);
        if (header[0] > 1)
        {
            throw new GrpcException(GrpcCode.Internal, $"A message starts with the unknown flag {header[0]}.");
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
        if (length > limit)
        {
            throw TooLarge(string.Create(CultureInfo.InvariantCulture, $"{length} bytes, more"), limit);
        }

        if (buffer.Length < HeaderBytes + length)
        {
            return false;
        }

        (compressed, payload) = (header[0] == 1, buffer.Slice(HeaderBytes, length));
        buffer = buffer.Slice(payload.End);
        return true;
    }

    private T Parse<T>(MessageParser<T> parser, ReadOnlySequence<byte> payload, bool compressed) where T : class, IMessage<T>
    {
        if (compressed && encoding is not GrpcHeaders.Gzip)
        {
            throw new GrpcException(GrpcCode.Internal, "A message is compressed, but no grpc-encoding says how.");
        }

        try
        {
            return parser.ParseFrom(compressed ? GzipMessages.Decompress(payload, limit) : payload);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new GrpcException(GrpcCode.Internal, $"A message does not parse: {exception.Message}", exception);
        }
    }
}
