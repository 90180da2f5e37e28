using AutoCompress.Client.Remote;
using AutoCompress.Wire.Framing;
using AutoCompress.Wire.V1;
using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AutoCompress.Cluster.Tests.Client;

public sealed class WatchAgainTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watch_TheConnectionBreaks_GoesOnBehindTheLastEvent()
    {
        var cursors = new List<long>();
        await using var server = await StrangeServer.StartAsync(async context =>
        {
            var request = await new FrameReader(context.Request.BodyReader, null, FrameReader.DefaultLimit).ReadAsync(WatchRequest.Parser, Cancel);
            cursors.Add(request!.Cursor);
            context.Response.ContentType = GrpcHeaders.ContentType;
            await SendAsync(context, request.Cursor + 1);
            if (cursors.Count < 3)
            {
                context.Features.GetRequiredFeature<IConnectionLifetimeFeature>().Abort();
                return;
            }

            context.Response.AppendTrailer(GrpcHeaders.Status, "0");
        });
        using var channel = new GrpcChannel(server.Address);

        var seen = new List<long>();
        await foreach (var change in new RemoteStudyDirectory(channel, new ImmediateTime()).WatchAsync("s-1", 0, Cancel))
        {
            seen.Add(change.Seq);
        }

        // What was on its way when the connection broke may come again to the server, never to the watcher.
        Assert.Equal(seen.Distinct().Order(), seen);
        Assert.Equal(cursors[^1] + 1, seen[^1]);
    }

    [Fact]
    public async Task Watch_TheServerStaysAway_GivesUp()
    {
        using var channel = new GrpcChannel(new Uri("http://127.0.0.1:9"));

        var error = await Assert.ThrowsAsync<GrpcException>(async () =>
            await new RemoteStudyDirectory(channel, new ImmediateTime()).WatchAsync("s-1", 0, Cancel).GetAsyncEnumerator(Cancel).MoveNextAsync());

        Assert.Equal(GrpcCode.Unavailable, error.Code);
    }

    private static async Task SendAsync(HttpContext context, long seq)
    {
        var change = new Event { Seq = seq, At = new Timestamp(), Kind = EventKind.StateChanged, State = StudyState.Exploring };
        FrameWriter.Write(context.Response.BodyWriter, new WatchResponse { Event = change }, gzip: false);
        await context.Response.BodyWriter.FlushAsync(Cancel);
    }
}
