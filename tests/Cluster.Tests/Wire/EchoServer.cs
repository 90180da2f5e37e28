using System.Net;
using AutoCompress.Cluster.Tests.Wire.Echo;
using AutoCompress.Host.Api;
using AutoCompress.Host.Api.Transport;
using AutoCompress.Wire.Framing;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace AutoCompress.Cluster.Tests.Wire;

/// <summary>The real server with a service that shows every feature of the transport, on a free loopback port.</summary>
public sealed class EchoServer : IAsyncLifetime
{
    private readonly WebApplication _app;
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public EchoServer() : this(new ApiOptions())
    {
    }

    internal EchoServer(ApiOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.AddAutoCompressApi(options with { Address = new IPEndPoint(IPAddress.Loopback, 0) });
        _app = builder.Build();
        _app.MapGrpcServices(Echo());
    }

    public Uri Address => new(_app.Urls.First());

    /// <summary>Done when a handler has seen that its client is gone.</summary>
    public Task Cancelled => _cancelled.Task;

    public async ValueTask InitializeAsync() => await _app.StartAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static Task<Pong> Say(Ping ping, ServerCall call)
    {
        foreach (var (name, value) in call.RequestHeaders.Where(header => header.Key.StartsWith("x-", StringComparison.Ordinal)))
        {
            if (name.EndsWith("-bin", StringComparison.Ordinal))
            {
                call.ResponseHeaders.Add(name, value);
                call.ResponseTrailers.Add("t" + name, value);
            }
            else
            {
                call.ResponseHeaders.Add(name, call.RequestHeaders.Text(name)!);
                call.ResponseTrailers.Add("t" + name, call.RequestHeaders.Text(name)!);
            }
        }

        return ping.Code == 0
            ? Task.FromResult(new Pong { Text = string.Concat(Enumerable.Repeat(ping.Text, Math.Max(1, ping.Times))) })
            : throw new GrpcException(GrpcStatus.WithDetails((GrpcCode)ping.Code, ping.Text, ping));
    }

    private GrpcService Echo() => new GrpcService(EchoReflection.Descriptor.Services[0])
        .Unary<Ping, Pong>("Say", Say)
        .ServerStream<Ping, Pong>("Repeat", Repeat)
        .ClientStream<Ping, Pong>("Join", async (pings, _) =>
        {
            var all = new List<string>();
            await foreach (var ping in pings)
            {
                all.Add(ping.Text);
            }

            return new Pong { Text = all.Sum(text => text.Length) > 10_000 ? $"{all.Sum(text => text.Length)}" : string.Join(' ', all) };
        })
        .Duplex<Ping, Pong>("Chat", Chat);

    private async IAsyncEnumerable<Pong> Repeat(Ping ping, ServerCall call)
    {
        for (var i = 0; i < ping.Times; i++)
        {
            yield return new Pong { Text = ping.Text };
        }

        if (ping.Code == 0)
        {
            yield break;
        }

        if (ping.Code > 0)
        {
            throw new GrpcException((GrpcCode)ping.Code, ping.Text);
        }

        try
        {
            await Task.Delay(Timeout.Infinite, call.CancellationToken);
        }
        finally
        {
            _cancelled.TrySetResult();
        }
    }

    private static async IAsyncEnumerable<Pong> Chat(IAsyncEnumerable<Ping> pings, ServerCall call)
    {
        await foreach (var ping in pings)
        {
            yield return new Pong { Text = ping.Text };
        }
    }
}
