using System.IO.Pipelines;
using AutoCompress.Wire.Framing;
using Google.Protobuf;

namespace AutoCompress.Client.Remote;

/// <summary>The responses of one call; any end but OK is a <see cref="GrpcException"/>.</summary>
internal sealed class ClientCall<TResponse> : IDisposable where TResponse : class, IMessage<TResponse>
{
    private readonly HttpRequestMessage _request;
    private readonly Func<Exception?> _requestFailure;
    private readonly CancellationTokenSource _deadline;
    private readonly CancellationTokenSource _ended;
    private readonly CancellationToken _caller;
    private readonly Uri _address;
    private readonly int _receiveLimit;
    private HttpResponseMessage? _response;
    private FrameReader? _reader;

    /// <param name="deadline">Cancelled when the deadline passes.</param>
    /// <param name="ended">Cancelled by the deadline and the caller.</param>
    /// <param name="requestFailure">What broke the caller's own messages.</param>
    public ClientCall(
        HttpRequestMessage request, Uri address, int receiveLimit, CancellationTokenSource deadline, CancellationTokenSource ended, Func<Exception?> requestFailure, CancellationToken caller) =>
        (_request, _address, _receiveLimit, _deadline, _ended, _requestFailure, _caller) = (request, address, receiveLimit, deadline, ended, requestFailure, caller);

    /// <summary>What came before the first response.</summary>
    public GrpcMetadata Headers { get; } = new();

    /// <summary>What came with the status.</summary>
    public GrpcMetadata Trailers { get; } = new();

    /// <summary>Sends the request and waits for the response's headers.</summary>
    public async Task StartAsync(HttpMessageInvoker http)
    {
        _response = await GuardAsync(() => http.SendAsync(_request, _ended.Token)).ConfigureAwait(false);
        AddTo(Headers, _response.Headers);
        if (TransportFaults.StatusOf(_response.Headers) is not null)
        {
            return;
        }

        if (!GrpcHeaders.IsGrpc(_response.Content.Headers.ContentType?.ToString()))
        {
            throw new GrpcException(TransportFaults.StatusOf(_response.StatusCode, _address));
        }

        var body = await _response.Content.ReadAsStreamAsync(_ended.Token).ConfigureAwait(false);
        var encoding = _response.Headers.TryGetValues(GrpcHeaders.Encoding, out var values) ? values.First() : null;
        _reader = new FrameReader(PipeReader.Create(body), encoding, _receiveLimit);
    }

    /// <summary>The next response, or null when the call ended well.</summary>
    /// <exception cref="GrpcException">It ended in another way.</exception>
    public async Task<TResponse?> NextAsync(MessageParser<TResponse> parser)
    {
        if (_reader is not null && await GuardAsync(() => _reader.ReadAsync(parser, _ended.Token).AsTask()).ConfigureAwait(false) is { } message)
        {
            return message;
        }

        var trailers = _reader is null ? _response!.Headers : _response!.TrailingHeaders;
        AddTo(Trailers, trailers);
        var status = TransportFaults.StatusOf(trailers) ?? new GrpcStatus(GrpcCode.Internal, $"{_address} ended the call without a status.");
        return status.Code == GrpcCode.Ok ? null : throw new GrpcException(status, Trailers);
    }

    public void Dispose()
    {
        _response?.Dispose();
        _request.Dispose();
        _ended.Dispose();
        _deadline.Dispose();
    }

    private static void AddTo(GrpcMetadata metadata, System.Net.Http.Headers.HttpHeaders headers)
    {
        foreach (var (name, values) in headers)
        {
            foreach (var value in values)
            {
                metadata.AddHeader(name, value);
            }
        }
    }

    private async Task<T> GuardAsync<T>(Func<Task<T>> step)
    {
        try
        {
            return await step().ConfigureAwait(false);
        }
        catch (Exception) when (_caller.IsCancellationRequested)
        {
            throw new OperationCanceledException(_caller);
        }
        catch (Exception exception) when (_deadline.IsCancellationRequested)
        {
            throw new GrpcException(GrpcCode.DeadlineExceeded, $"{_address} did not answer in time.", exception);
        }
        catch (HttpRequestException) when (_requestFailure() is { } failure)
        {
            throw failure;
        }
        catch (Exception exception) when (TransportFaults.StatusOf(exception, _address) is { } status)
        {
            throw new GrpcException(status, null, exception);
        }
    }
}
