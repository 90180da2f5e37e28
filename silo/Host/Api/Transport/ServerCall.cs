using System.Runtime.CompilerServices;
using AutoCompress.Wire.Framing;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;

namespace AutoCompress.Host.Api.Transport;

/// <summary>One call as its handler sees it.</summary>
/// <param name="cancellationToken">Cancelled when the client is gone, its deadline has passed, or the silo stops a streaming call.</param>
internal sealed class ServerCall(HttpContext context, int receiveLimit, CancellationToken cancellationToken)
{
    private readonly FrameReader _reader = new(context.Request.BodyReader, context.Request.Headers[GrpcHeaders.Encoding], receiveLimit);
    private readonly bool _acceptsGzip = Accepts(context.Request, GrpcHeaders.Gzip);

    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>What the client sent beside the message.</summary>
    public GrpcMetadata RequestHeaders { get; } = MetadataOf(context.Request.Headers);

    /// <summary>Sent before the first response; what is added later is lost.</summary>
    public GrpcMetadata ResponseHeaders { get; } = new();

    /// <summary>Sent with the status.</summary>
    public GrpcMetadata ResponseTrailers { get; } = new();

    /// <summary>Whether large responses may be packed for a client that takes it; switch off before the first one for content that does not shrink.</summary>
    public bool Compress { get; set; } = true;

    public ValueTask<T?> ReadAsync<T>(MessageParser<T> parser) where T : class, IMessage<T> => _reader.ReadAsync(parser, cancellationToken);

    public async IAsyncEnumerable<T> ReadAllAsync<T>(MessageParser<T> parser, [EnumeratorCancellation] CancellationToken stop = default)
        where T : class, IMessage<T>
    {
        while (await _reader.ReadAsync(parser, stop.CanBeCanceled ? stop : cancellationToken).ConfigureAwait(false) is { } message)
        {
            yield return message;
        }
    }

    public async Task WriteAsync(IMessage message)
    {
        var gzip = Compress && _acceptsGzip;
        if (!context.Response.HasStarted)
        {
            SendHeaders(gzip);
        }

        FrameWriter.Write(context.Response.BodyWriter, message, gzip);
        var flushed = await context.Response.BodyWriter.FlushAsync(cancellationToken).ConfigureAwait(false);
        if (flushed.IsCompleted || flushed.IsCanceled)
        {
            throw new OperationCanceledException("The client is gone.");
        }
    }

    /// <summary>Ends the call: in trailers, or in the headers when no message was sent ("trailers-only").</summary>
    public void Finish(GrpcStatus status)
    {
        var response = context.Response;
        if (!response.HasStarted)
        {
            AddHeaders(response.Headers, ResponseHeaders);
        }

        var destination = response.HasStarted ? null : response.Headers;
        Append(GrpcHeaders.Status, ((int)status.Code).ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (status.Message.Length > 0)
        {
            Append(GrpcHeaders.Message, PercentEncoding.Encode(status.Message));
        }

        if (status.Details is { } details)
        {
            Append(GrpcHeaders.Details, GrpcMetadata.ToBase64(details.ToByteArray()));
        }

        foreach (var (name, value) in ResponseTrailers.ToHeaders())
        {
            Append(name, value);
        }

        void Append(string name, string value)
        {
            if (destination is null)
            {
                response.AppendTrailer(name, value);
            }
            else
            {
                destination.Append(name, value);
            }
        }
    }

    private static bool Accepts(HttpRequest request, string encoding) =>
        request.Headers[GrpcHeaders.AcceptEncoding].ToString().Split(',', StringSplitOptions.TrimEntries).Contains(encoding);

    private static GrpcMetadata MetadataOf(IHeaderDictionary headers)
    {
        var metadata = new GrpcMetadata();
        foreach (var (name, values) in headers)
        {
            foreach (var value in values)
            {
                metadata.AddHeader(name, value);
            }
        }

        return metadata;
    }

    private static void AddHeaders(IHeaderDictionary headers, GrpcMetadata metadata)
    {
        foreach (var (name, value) in metadata.ToHeaders())
        {
            headers.Append(name, value);
        }
    }

    private void SendHeaders(bool gzip)
    {
        if (gzip)
        {
            context.Response.Headers[GrpcHeaders.Encoding] = GrpcHeaders.Gzip;
        }

        AddHeaders(context.Response.Headers, ResponseHeaders);
    }
}
