using AutoCompress.Wire.Framing;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace AutoCompress.Host.Api.Transport;

/// <summary>A service of the proto and the handlers of its methods. Each method is found in the generated descriptor, which also says its shape.</summary>
internal sealed class GrpcService(ServiceDescriptor descriptor)
{
    private readonly Dictionary<string, GrpcHandler> _handlers = [];

    public ServiceDescriptor Descriptor => descriptor;

    /// <summary>Path of each method to its handler.</summary>
    /// <exception cref="InvalidOperationException">A method of the proto has no handler.</exception>
    public IReadOnlyDictionary<string, GrpcHandler> Handlers
    {
        get
        {
            var missing = descriptor.Methods.Select(method => method.Name).Where(name => !_handlers.ContainsKey(PathOf(name))).ToList();
            return missing.Count == 0
                ? _handlers
                : throw new InvalidOperationException($"{descriptor.FullName} has no handler for {string.Join(", ", missing)}.");
        }
    }

    public GrpcService Unary<TRequest, TResponse>(string method, Func<TRequest, ServerCall, Task<TResponse>> handler)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> => Bind<TRequest, TResponse>(method, false, false, async (call, parser) =>
            await call.WriteAsync(await handler(await SingleAsync(call, parser).ConfigureAwait(false), call).ConfigureAwait(false)).ConfigureAwait(false));

    public GrpcService ServerStream<TRequest, TResponse>(string method, Func<TRequest, ServerCall, IAsyncEnumerable<TResponse>> handler)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> => Bind<TRequest, TResponse>(method, false, true, async (call, parser) =>
            await WriteAllAsync(call, handler(await SingleAsync(call, parser).ConfigureAwait(false), call)).ConfigureAwait(false));

    public GrpcService ClientStream<TRequest, TResponse>(string method, Func<IAsyncEnumerable<TRequest>, ServerCall, Task<TResponse>> handler)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> => Bind<TRequest, TResponse>(method, true, false, async (call, parser) =>
            await call.WriteAsync(await handler(call.ReadAllAsync(parser), call).ConfigureAwait(false)).ConfigureAwait(false));

    public GrpcService Duplex<TRequest, TResponse>(
        string method, Func<IAsyncEnumerable<TRequest>, ServerCall, IAsyncEnumerable<TResponse>> handler)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> => Bind<TRequest, TResponse>(method, true, true, (call, parser) =>
            WriteAllAsync(call, handler(call.ReadAllAsync(parser), call)));

    private GrpcService Bind<TRequest, TResponse>(
        string name, bool clientStreams, bool serverStreams, Func<ServerCall, MessageParser<TRequest>, Task> handler)
        where TRequest : class, IMessage<TRequest>
    {
        var method = descriptor.FindMethodByName(name)
            ?? throw new InvalidOperationException($"{descriptor.FullName} has no method {name}.");
        if (method.InputType.ClrType != typeof(TRequest) || method.OutputType.ClrType != typeof(TResponse)
            || method.IsClientStreaming != clientStreams || method.IsServerStreaming != serverStreams)
        {
            throw new InvalidOperationException($"The handler of {method.FullName} does not have the shape that the proto gives it.");
        }

        var parser = (MessageParser<TRequest>)method.InputType.Parser;
        _handlers.Add(PathOf(name), call => handler(call, parser));
        return this;
    }

    private static async Task<TRequest> SingleAsync<TRequest>(ServerCall call, MessageParser<TRequest> parser) where TRequest : class, IMessage<TRequest>
    {
        var request = await call.ReadAsync(parser).ConfigureAwait(false)
            ?? throw new GrpcException(GrpcCode.Internal, "The call ended before its request message.");
        return await call.ReadAsync(parser).ConfigureAwait(false) is null
            ? request
            : throw new GrpcException(GrpcCode.Internal, "This method takes one request message, and a second one came.");
    }

    private static async Task WriteAllAsync<TResponse>(ServerCall call, IAsyncEnumerable<TResponse> responses) where TResponse : class, IMessage<TResponse>
    {
        await foreach (var response in responses.WithCancellation(call.CancellationToken).ConfigureAwait(false))
        {
            await call.WriteAsync(response).ConfigureAwait(false);
        }
    }

    private string PathOf(string method) => $"/{descriptor.FullName}/{method}";
}
