using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using AutoCompress.Host.Store;

namespace AutoCompress.Host.Artifacts.Azure;

/// <summary>Sends requests to one container, again where that may help.</summary>
internal sealed class AzureRequests
{
    private const string Version = "2023-11-03";
    private const string Scope = "https://storage.azure.com/.default";

    private readonly AzureAccount _account;
    private readonly string _container;
    private readonly HttpPipeline _pipeline;
    private readonly Patience _patience;

    public AzureRequests(AzureAccount account, string container, TimeProvider time, TimeSpan patience)
    {
        (_account, _container) = (account, container);
        _patience = new Patience(IsPassing, patience, time);
        HttpPipelinePolicy[] entrance = account switch
        {
            { Key: { } key } => [new SharedKeyPolicy(account.Name, key, time)],
            { Credential: { } credential } => [new BearerTokenAuthenticationPolicy(credential, Scope)],
            _ => [],
        };
        _pipeline = HttpPipelineBuilder.Build(new BlobOptions(), entrance);
    }

    /// <summary>Whether the same again may go well.</summary>
    public static bool IsPassing(Exception problem) => problem switch
    {
        RequestFailedException { Status: 0 or 408 or 429 or >= 500 } => true,
        RequestFailedException { ErrorCode: "ContainerBeingDeleted" or "ServerBusy" or "OperationTimedOut" } => true,
        HttpRequestException => true,
        IOException => problem is not (StoreException or FileNotFoundException),
        TimeoutException => true,
        // The pipeline's own clock, not the caller's.
        TaskCanceledException { InnerException: TimeoutException } => true,
        _ => false,
    };

    /// <param name="blob">Null for the container itself.</param>
    /// <param name="query">Without '?'; its values are escaped.</param>
    /// <param name="fill">Adds headers and content.</param>
    /// <param name="accepted">Statuses beside success that are answers.</param>
    /// <exception cref="RequestFailedException">Any other status.</exception>
    public Task<Response> SendAsync(
        RequestMethod method, string? blob, string query, Action<Request>? fill, CancellationToken cancellationToken, params int[] accepted) =>
        _patience.RunAsync(
            async token =>
            {
                using var message = Message(method, blob, query, fill);
                await _pipeline.SendAsync(message, token).ConfigureAwait(false);
                var response = message.Response;
                return !response.IsError || accepted.Contains(response.Status) ? response : throw new RequestFailedException(response);
            },
            cancellationToken);

    /// <summary>A request whose answer is read as it comes; null where there is no such blob.</summary>
    public Task<Stream?> ReadAsync(string blob, Action<Request> fill, CancellationToken cancellationToken) => _patience.RunAsync(
        async token =>
        {
            using var message = Message(RequestMethod.Get, blob, "", fill);
            message.BufferResponse = false;
            await _pipeline.SendAsync(message, token).ConfigureAwait(false);
            var response = message.Response;
            return response.Status switch
            {
                404 when ErrorOf(response) == "BlobNotFound" => null,
                _ when response.IsError => throw new RequestFailedException(response),
                _ => message.ExtractResponseContent(),
            };
        },
        cancellationToken);

    public static string? ErrorOf(Response response) => response.Headers.TryGetValue("x-ms-error-code", out var code) ? code : null;

    private HttpMessage Message(RequestMethod method, string? blob, string query, Action<Request>? fill)
    {
        var message = _pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(AddressOf(blob, query));
        message.Request.Headers.SetValue("x-ms-version", Version);
        fill?.Invoke(message.Request);
        return message;
    }

    public Uri AddressOf(string? blob, string query = "")
    {
        var path = string.Join('/', (blob is null ? _container : $"{_container}/{blob}").Split('/').Select(Uri.EscapeDataString));
        var both = string.Join('&', new[] { query, _account.Signature ?? "" }.Where(part => part.Length > 0));
        return new Uri($"{_account.Endpoint.AbsoluteUri.TrimEnd('/')}/{path}{(both.Length > 0 ? "?" : "")}{both}");
    }
}
