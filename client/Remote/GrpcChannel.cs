using System.Net;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using AutoCompress.Wire.Framing;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace AutoCompress.Client.Remote;

/// <summary>Calls methods of the proto at one address over HTTP/2: cleartext for http, TLS for https. Safe for concurrent use.</summary>
internal sealed class GrpcChannel : IDisposable
{
    /// <summary>Our own servers send lists that may be long; a stock client's 4 MiB would cut them off.</summary>
    public const int ReceiveLimit = 64 * 1024 * 1024;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(20);

    private readonly HttpMessageInvoker _http;
    private readonly Uri _address;
    private readonly TimeProvider _time;

    /// <param name="roots">Certificates to trust instead of the system's; null for these.</param>
    public GrpcChannel(Uri address, X509Certificate2Collection? roots = null, TimeProvider? time = null)
        : this(address, CreateHandler(address, roots), time)
    {
    }

    internal GrpcChannel(Uri address, HttpMessageHandler handler, TimeProvider? time = null) =>
        (_address, _http, _time) = (address, new HttpMessageInvoker(handler), time ?? TimeProvider.System);

    /// <exception cref="GrpcException">The call ended with another status than OK.</exception>
    public Task<TResponse> UnaryAsync<TRequest, TResponse>(
        MethodDescriptor method, TRequest request, CallOptions options, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        ClientStreamAsync<TRequest, TResponse>(method, Once(request), options, cancellationToken);

    /// <exception cref="GrpcException">The call ended with another status than OK.</exception>
    public async Task<TResponse> ClientStreamAsync<TRequest, TResponse>(
        MethodDescriptor method, IAsyncEnumerable<TRequest> requests, CallOptions options, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        TResponse? only = null;
        await foreach (var response in CallAsync<TRequest, TResponse>(method, requests, options, cancellationToken).ConfigureAwait(false))
        {
            only = only is null ? response : throw new GrpcException(GrpcCode.Internal, $"{_address} sent two answers to {method.FullName}.");
        }

        return only ?? throw new GrpcException(GrpcCode.Internal, $"{_address} sent no answer to {method.FullName}.");
    }

    /// <exception cref="GrpcException">The call ended with another status than OK.</exception>
    public IAsyncEnumerable<TResponse> ServerStreamAsync<TRequest, TResponse>(
        MethodDescriptor method, TRequest request, CallOptions options, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        CallAsync<TRequest, TResponse>(method, Once(request), options, cancellationToken);

    /// <summary>A call of any shape.</summary>
    /// <exception cref="GrpcException">The call ended with another status than OK.</exception>
    public async IAsyncEnumerable<TResponse> CallAsync<TRequest, TResponse>(
        MethodDescriptor method, IAsyncEnumerable<TRequest> requests, CallOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        using var call = Begin<TRequest, TResponse>(method, requests, options, cancellationToken);
        await call.StartAsync(_http).ConfigureAwait(false);
        var parser = (MessageParser<TResponse>)method.OutputType.Parser;
        while (await call.NextAsync(parser).ConfigureAwait(false) is { } response)
        {
            yield return response;
        }
    }

    public void Dispose() => _http.Dispose();

    internal ClientCall<TResponse> Begin<TRequest, TResponse>(
        MethodDescriptor method, IAsyncEnumerable<TRequest> requests, CallOptions options, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        var deadline = new CancellationTokenSource(options.Deadline ?? Timeout.InfiniteTimeSpan, _time);
        var ended = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var content = new MessageContent<TRequest>(requests, options.Compress, ended.Token);
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_address, $"/{method.Service.FullName}/{method.Name}"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        request.Headers.TryAddWithoutValidation("te", "trailers");
        request.Headers.TryAddWithoutValidation("user-agent", "grpc-autocompress");
        request.Headers.TryAddWithoutValidation(GrpcHeaders.AcceptEncoding, GrpcHeaders.Accepted);
        if (options.Compress)
        {
            request.Headers.TryAddWithoutValidation(GrpcHeaders.Encoding, GrpcHeaders.Gzip);
        }

        if (options.Deadline is { } timeout)
        {
            request.Headers.TryAddWithoutValidation(GrpcHeaders.Timeout, GrpcTimeout.Format(timeout));
        }

        foreach (var (name, value) in options.Headers.ToHeaders())
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return new ClientCall<TResponse>(request, _address, ReceiveLimit, deadline, ended, () => content.Failure, cancellationToken);
    }

    private static async IAsyncEnumerable<T> Once<T>(T item)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield return item;
    }

    private static SocketsHttpHandler CreateHandler(Uri address, X509Certificate2Collection? roots)
    {
        var handler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = ConnectTimeout,
            KeepAlivePingDelay = PingDelay,
            KeepAlivePingTimeout = PingTimeout,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            UseProxy = !address.IsLoopback,
        };
        if (roots is not null)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(roots);
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        }

        return handler;
    }
}
