using Microsoft.AspNetCore.Builder;

namespace AutoCompress.Host.Api;

/// <summary>A silo's gRPC server that runs in this process.</summary>
public sealed class ApiServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ApiServer(WebApplication app) => _app = app;

    /// <summary>Where it listens, with the port it was given when <see cref="ApiOptions.Address"/> asked for a free one.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>The container, for what was composed into it.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Ends when the caller cancels or when something inside stopped the host.</summary>
    public async Task Ended(CancellationToken cancellationToken)
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var cancelled = cancellationToken.Register(() => end.TrySetResult());
        using var stopped = _app.Lifetime.ApplicationStopping.Register(() => end.TrySetResult());
        await end.Task.ConfigureAwait(false);
    }

    /// <param name="compose">Adds the study directory, the artifact store and whatever works behind them.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<ApiServer> StartAsync(ApiOptions options, Action<WebApplicationBuilder> compose, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(compose);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        compose(builder);
        builder.AddAutoCompressApi(options);
        var app = builder.Build();
        try
        {
            app.MapAutoCompressApi();
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
            return new ApiServer(app);
        }
        catch
        {
            await app.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Refuses new calls, ends the streaming ones, and stops what was composed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }
}
