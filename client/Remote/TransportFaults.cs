using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using AutoCompress.Wire.Framing;
using Google.Protobuf;

namespace AutoCompress.Client.Remote;

/// <summary>Which status stands for what HTTP/2 says, where a server sent none.</summary>
internal static class TransportFaults
{
    private const int RefusedStream = 0x7;
    private const int Cancel = 0x8;
    private const int EnhanceYourCalm = 0xb;
    private const int InadequateSecurity = 0xc;

    /// <summary>The status of trailers, or of headers when there were no messages; null when they hold none.</summary>
    public static GrpcStatus? StatusOf(HttpHeaders headers)
    {
        if (!headers.TryGetValues(GrpcHeaders.Status, out var codes) || !int.TryParse(codes.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var code))
        {
            return null;
        }

        var message = headers.TryGetValues(GrpcHeaders.Message, out var messages) ? PercentEncoding.Decode(messages.First()) : "";
        return new GrpcStatus(Enum.IsDefined((GrpcCode)code) ? (GrpcCode)code : GrpcCode.Unknown, message, DetailsOf(headers));
    }

    /// <summary>The status of an HTTP answer that is no gRPC.</summary>
    public static GrpcStatus StatusOf(HttpStatusCode status, Uri address) => new(
        status switch
        {
            HttpStatusCode.BadRequest => GrpcCode.Internal,
            HttpStatusCode.Unauthorized => GrpcCode.Unauthenticated,
            HttpStatusCode.Forbidden => GrpcCode.PermissionDenied,
            HttpStatusCode.NotFound => GrpcCode.Unimplemented,
            HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => GrpcCode.Unavailable,
            _ => GrpcCode.Unknown,
        },
        $"{address} answers HTTP {(int)status} and does not speak gRPC.");

    /// <summary>The status of a call that broke; null when <paramref name="exception"/> is no fault of the transport.</summary>
    public static GrpcStatus? StatusOf(Exception exception, Uri address)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpProtocolException protocol)
            {
                return new GrpcStatus(CodeOf(protocol.ErrorCode), $"{address} ended the call: {protocol.Message}");
            }
        }

        return exception switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
                new GrpcStatus(GrpcCode.Unavailable, $"{address} cannot be trusted: {Innermost(exception)}"),
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } =>
                new GrpcStatus(GrpcCode.Unavailable, $"{address} cannot be reached: {Innermost(exception)}"),
            // HttpClient forgets why, when a stream is reset while it still sends the request. Neither caller nor deadline cancelled.
            OperationCanceledException => new GrpcStatus(GrpcCode.Unavailable, $"{address} ended the call before it had read the request."),
            HttpRequestException or IOException => new GrpcStatus(GrpcCode.Unavailable, $"The connection to {address} broke: {Innermost(exception)}"),
            _ => null,
        };
    }

    private static GrpcCode CodeOf(long error) => error switch
    {
        RefusedStream => GrpcCode.Unavailable,
        Cancel => GrpcCode.Cancelled,
        EnhanceYourCalm => GrpcCode.ResourceExhausted,
        InadequateSecurity => GrpcCode.PermissionDenied,
        _ => GrpcCode.Internal,
    };

    private static string Innermost(Exception exception) => exception.GetBaseException().Message;

    private static Google.Rpc.Status? DetailsOf(HttpHeaders headers)
    {
        try
        {
            return headers.TryGetValues(GrpcHeaders.Details, out var values) && GrpcMetadata.TryFromBase64(values.First(), out var bytes)
                ? Google.Rpc.Status.Parser.ParseFrom(bytes)
                : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
