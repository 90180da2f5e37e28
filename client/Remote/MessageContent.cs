using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using AutoCompress.Wire.Framing;
using Google.Protobuf;

namespace AutoCompress.Client.Remote;

/// <summary>The request body of a call: messages are sent as they come.</summary>
internal sealed class MessageContent<T> : HttpContent where T : IMessage<T>
{
    private readonly IAsyncEnumerable<T> _messages;
    private readonly bool _gzip;
    private readonly CancellationToken _cancellationToken;

    public MessageContent(IAsyncEnumerable<T> messages, bool gzip, CancellationToken cancellationToken)
    {
        (_messages, _gzip, _cancellationToken) = (messages, gzip, cancellationToken);
        Headers.ContentType = new MediaTypeHeaderValue(GrpcHeaders.ContentType);
    }

    /// <summary>What broke the caller's messages; null while nothing did.</summary>
    public Exception? Failure { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, _cancellationToken);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // The headers leave at once: a server may answer before the first message.
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        var buffer = new ArrayBufferWriter<byte>();
        var messages = _messages.GetAsyncEnumerator(_cancellationToken);
        await using (messages.ConfigureAwait(false))
        {
            while (await NextAsync(messages).ConfigureAwait(false))
            {
                buffer.ResetWrittenCount();
                FrameWriter.Write(buffer, messages.Current, _gzip);
                await stream.WriteAsync(buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
                await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<T> messages)
    {
        try
        {
            return await messages.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Failure = exception;
            throw;
        }
    }
}
