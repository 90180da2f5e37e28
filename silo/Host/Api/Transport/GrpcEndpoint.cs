using AutoCompress.Trials;
using AutoCompress.Wire.Framing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;

namespace AutoCompress.Host.Api.Transport;

/// <summary>Runs one gRPC call over one HTTP/2 stream, from its headers to its status.</summary>
/// <param name="stopping">Cancelled when the silo begins to stop: calls whose responses stream end with UNAVAILABLE then.</param>
internal sealed partial class GrpcEndpoint(
    GrpcHandler handler, bool endsOnStop, int receiveLimit, TimeProvider time, ILogger<GrpcEndpoint> log, CancellationToken stopping)
{
    // A timer takes no more; a deadline this far away is none.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    /// <summary>1. Refuse what is no gRPC. 2. Lift Kestrel's limits. 3. Refuse headers that cannot be served. 4. Run the handler. 5. Send the status.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        // 1.
        if (RefusalOf(context.Request) is { } refusal)
        {
            context.Response.StatusCode = refusal;
            return;
        }

        // 2.
        LiftLimits(context);

        // 3.
        context.Response.ContentType = GrpcHeaders.ContentType;
        context.Response.Headers[GrpcHeaders.AcceptEncoding] = GrpcHeaders.Accepted;
        var timeout = Timeout.InfiniteTimeSpan;
        GrpcStatus? fault = null;
        if (context.Request.Headers[GrpcHeaders.Encoding] is { Count: > 0 } encoding && encoding != GrpcHeaders.Identity && encoding != GrpcHeaders.Gzip)
        {
            fault = new GrpcStatus(GrpcCode.Unimplemented, $"The message encoding '{encoding}' is not supported.");
        }
        else if (context.Request.Headers[GrpcHeaders.Timeout] is { Count: > 0 } text && !GrpcTimeout.TryParse(text.ToString(), out timeout))
        {
            fault = new GrpcStatus(GrpcCode.Internal, $"The timeout '{text}' is malformed.");
        }

        // 4.
        using var deadline = new CancellationTokenSource(timeout < LongestTimer ? timeout : Timeout.InfiniteTimeSpan, time);
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, deadline.Token, endsOnStop ? stopping : CancellationToken.None);
        var call = new ServerCall(context, receiveLimit, cancelled.Token);
        var status = fault ?? await RunAsync(context, call, deadline.Token).ConfigureAwait(false);

        // 5.
        if (!context.RequestAborted.IsCancellationRequested)
        {
            call.Finish(status);
            await context.Response.CompleteAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The answer to a path that is no method.</summary>
    public static Task Unimplemented(HttpContext context)
    {
        if (RefusalOf(context.Request) is { } refusal)
        {
            context.Response.StatusCode = refusal;
            return Task.CompletedTask;
        }

        context.Response.ContentType = GrpcHeaders.ContentType;
        new ServerCall(context, 0, default).Finish(new GrpcStatus(GrpcCode.Unimplemented, $"There is no method {context.Request.Path}."));
        return context.Response.CompleteAsync();
    }

    private static int? RefusalOf(HttpRequest request)
    {
        if (!GrpcHeaders.IsGrpc(request.ContentType))
        {
            return StatusCodes.Status415UnsupportedMediaType;
        }

        return HttpProtocol.IsHttp2(request.Protocol) || HttpProtocol.IsHttp3(request.Protocol) ? null : StatusCodes.Status426UpgradeRequired;
    }

    /// <summary>Kestrel would end a stream that is idle for five seconds or longer than 30 MB; both are normal here.</summary>
    private static void LiftLimits(HttpContext context)
    {
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }
    }

    private async Task<GrpcStatus> RunAsync(HttpContext context, ServerCall call, CancellationToken deadline)
    {
        try
        {
            await handler(call).ConfigureAwait(false);
            return GrpcStatus.Ok;
        }
        catch (GrpcException exception)
        {
            return exception.Status;
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            return new GrpcStatus(GrpcCode.Cancelled, "The client cancelled the call.");
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return new GrpcStatus(GrpcCode.DeadlineExceeded, "The deadline passed before the call was done.");
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return new GrpcStatus(GrpcCode.Unavailable, "The silo is stopping; call again.");
        }
        catch (OperationCanceledException)
        {
            return new GrpcStatus(GrpcCode.Cancelled, "The call was cancelled.");
        }
        catch (StepFailureException exception)
        {
            return new GrpcStatus(GrpcCode.FailedPrecondition, exception.Message);
        }
        catch (IOException exception)
        {
            return new GrpcStatus(GrpcCode.ResourceExhausted, $"The silo's storage failed: {exception.Message}");
        }
#pragma warning disable CA1031 // A handler's bug must not take the connection and its other calls down.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogHandlerFailed(context.Request.Path, exception);
            return new GrpcStatus(GrpcCode.Internal, "This is a bug in AutoCompress; the silo's log has the details.");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path} failed")]
    private partial void LogHandlerFailed(string path, Exception exception);
}
