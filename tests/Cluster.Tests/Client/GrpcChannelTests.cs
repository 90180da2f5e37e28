using AutoCompress.Client.Remote;
using AutoCompress.Cluster.Tests.Wire;
using AutoCompress.Cluster.Tests.Wire.Echo;
using AutoCompress.Wire.Framing;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace AutoCompress.Cluster.Tests.Client;

/// <summary>Our client against our server, over a socket.</summary>
public sealed class GrpcChannelTests(EchoServer server) : IClassFixture<EchoServer>, IDisposable
{
    private static readonly ServiceDescriptor Service = EchoReflection.Descriptor.Services[0];

    private readonly GrpcChannel _channel = new(server.Address);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _channel.Dispose();

    [Fact]
    public async Task Unary_Answers() => Assert.Equal("hello", (await SayAsync(new() { Text = "hello" })).Text);

    [Fact]
    public async Task Unary_LargeAndPacked_ArrivesWhole()
    {
        var text = string.Concat(Enumerable.Repeat("abc", 300_000));

        var answer = await SayAsync(new() { Text = text }, new() { Compress = true });

        Assert.Equal(text, answer.Text);
    }

    [Fact]
    public async Task Unary_OverTheServersLimit_IsResourceExhausted() =>
        Assert.Equal(GrpcCode.ResourceExhausted, (await FailureAsync(new() { Text = new string('x', 5_000_000) })).Code);

    [Fact]
    public async Task Unary_PackedBeyondTheLimit_IsResourceExhausted() => Assert.Equal(
        GrpcCode.ResourceExhausted, (await FailureAsync(new() { Text = new string('x', 50_000_000) }, new() { Compress = true })).Code);

    [Fact]
    public async Task Unary_AnError_CarriesMessageAndDetails()
    {
        var error = await FailureAsync(new() { Text = "Größe 100 %\n漢", Code = (int)GrpcCode.Aborted });

        Assert.Equal(GrpcCode.Aborted, error.Code);
        Assert.Equal("Größe 100 %\n漢", error.Status.Message);
        Assert.Equal((int)GrpcCode.Aborted, error.Status.Detail<Ping>()!.Code);
    }

    [Fact]
    public async Task Unary_Metadata_ComesBackInHeadersAndTrailers()
    {
        var headers = new GrpcMetadata { { "x-text", "some text" }, { "x-bytes-bin", [0, 255, 1] } };
        using var call = _channel.Begin<Ping, Pong>(Method("Say"), Once(new Ping { Text = "m" }), new() { Headers = headers }, Cancel);
        using var http = new HttpMessageInvoker(new SocketsHttpHandler());
        await call.StartAsync(http);
        while (await call.NextAsync(Pong.Parser) is not null)
        {
        }

        Assert.Equal("some text", call.Headers.Text("x-text"));
        Assert.Equal(new byte[] { 0, 255, 1 }, call.Headers.Bytes("x-bytes-bin"));
        Assert.Equal("some text", call.Trailers.Text("tx-text"));
        Assert.Equal(new byte[] { 0, 255, 1 }, call.Trailers.Bytes("tx-bytes-bin"));
    }

    [Fact]
    public async Task ServerStream_EndsWithItsStatus()
    {
        Assert.Equal(1000, (await RepeatAsync(new() { Text = "x", Times = 1000 })).Count);
        Assert.Empty(await RepeatAsync(new() { Times = 0 }));
        Assert.Equal(GrpcCode.DataLoss, (await Assert.ThrowsAsync<GrpcException>(() => RepeatAsync(new() { Times = 3, Code = (int)GrpcCode.DataLoss }))).Code);
    }

    [Fact]
    public async Task ClientStream_LargerThanEveryWindow_ArrivesWhole()
    {
        var pings = Enumerable.Range(0, 10).Select(_ => new Ping { Text = new string('y', 3_000_000) }).ToAsyncEnumerable();

        Assert.Equal("30000000", (await _channel.ClientStreamAsync<Ping, Pong>(Method("Join"), pings, CallOptions.Default, Cancel)).Text);
    }

    [Fact]
    public async Task ClientStream_TheCallersMessagesBreak_ThrowsWhatBrokeThem()
    {
        static async IAsyncEnumerable<Ping> Broken()
        {
            await Task.Yield();
            yield return new Ping { Text = "a" };
            throw new FileNotFoundException("gone");
        }

        await Assert.ThrowsAsync<FileNotFoundException>(() =>
            _channel.ClientStreamAsync<Ping, Pong>(Method("Join"), Broken(), CallOptions.Default, Cancel));
    }

    [Fact]
    public async Task Duplex_AnswersBetweenRequests()
    {
        var answers = new List<string>();
        var requests = System.Threading.Channels.Channel.CreateUnbounded<Ping>();
        await requests.Writer.WriteAsync(new Ping { Text = "0" }, Cancel);
        await foreach (var answer in _channel.CallAsync<Ping, Pong>(Method("Chat"), requests.Reader.ReadAllAsync(Cancel), CallOptions.Default, Cancel))
        {
            answers.Add(answer.Text);
            if (answers.Count == 5)
            {
                requests.Writer.Complete();
            }
            else
            {
                await requests.Writer.WriteAsync(new Ping { Text = $"{answers.Count}" }, Cancel);
            }
        }

        Assert.Equal(["0", "1", "2", "3", "4"], answers);
    }

    [Fact]
    public async Task Deadline_Passes_IsDeadlineExceeded() => Assert.Equal(
        GrpcCode.DeadlineExceeded,
        (await Assert.ThrowsAsync<GrpcException>(() => RepeatAsync(new() { Times = 1, Code = -1 }, new() { Deadline = TimeSpan.FromMilliseconds(200) }))).Code);

    [Fact]
    public async Task Cancel_ByTheCaller_IsACancellation()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in _channel.ServerStreamAsync<Ping, Pong>(Method("Repeat"), new() { Times = 1, Code = -1 }, CallOptions.Default, stop.Token))
            {
                await stop.CancelAsync();
            }
        });
        await server.Cancelled.WaitAsync(TimeSpan.FromSeconds(10), Cancel);
    }

    [Fact]
    public async Task Call_NobodyListens_IsUnavailableWithTheAddress()
    {
        using var nobody = new GrpcChannel(new Uri("http://127.0.0.1:9"));
        var error = await Assert.ThrowsAsync<GrpcException>(() =>
            nobody.UnaryAsync<Ping, Pong>(Method("Say"), new(), CallOptions.Default, Cancel));

        Assert.Equal(GrpcCode.Unavailable, error.Code);
        Assert.Contains("http://127.0.0.1:9", error.Status.Message, StringComparison.Ordinal);
    }

    private static MethodDescriptor Method(string name) => Service.FindMethodByName(name);

    private static IAsyncEnumerable<Ping> Once(Ping ping) => new[] { ping }.ToAsyncEnumerable();

    private Task<Pong> SayAsync(Ping ping, CallOptions? options = null) =>
        _channel.UnaryAsync<Ping, Pong>(Method("Say"), ping, options ?? CallOptions.Default, Cancel);

    private async Task<GrpcException> FailureAsync(Ping ping, CallOptions? options = null) =>
        await Assert.ThrowsAsync<GrpcException>(() => SayAsync(ping, options));

    private async Task<List<Pong>> RepeatAsync(Ping ping, CallOptions? options = null)
    {
        var pongs = new List<Pong>();
        await foreach (var pong in _channel.ServerStreamAsync<Ping, Pong>(Method("Repeat"), ping, options ?? CallOptions.Default, Cancel))
        {
            pongs.Add(pong);
        }

        return pongs;
    }
}
