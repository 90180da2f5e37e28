using System.Security.Cryptography;
using AutoCompress.Client.Remote;
using AutoCompress.Cluster.Tests.Relays;
using AutoCompress.Wire.Framing;
using AutoCompress.Wire.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace AutoCompress.Cluster.Tests.Api;

public sealed class ArtifactServiceTests(FakeCluster cluster) : IClassFixture<FakeCluster>
{
    private static readonly ServiceDescriptor Service = ArtifactServiceReflection.Descriptor.Services[0];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(5_000_001)]
    public async Task UploadThenDownload_AnySize_IsTheSameFile(int size)
    {
        using var artifacts = new RemoteArtifacts(cluster.Channel);
        var content = Content(size);

        var sha256 = await artifacts.AddAsync(new MemoryStream(content), Cancel);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), sha256);
        Assert.Equal(content, await File.ReadAllBytesAsync((await artifacts.GetFileAsync(sha256, Cancel)).Path, Cancel));
        Assert.True(await artifacts.ExistsAsync(sha256, Cancel));
    }

    [Fact]
    public async Task Download_FromAnOffset_GoesOnFromThere()
    {
        using var artifacts = new RemoteArtifacts(cluster.Channel);
        var sha256 = await artifacts.AddAsync(new MemoryStream(Content(100)), Cancel);

        var rest = new List<byte>();
        await foreach (var chunk in Download(sha256, 90))
        {
            rest.AddRange(chunk.Chunk);
        }

        Assert.Equal(Content(100)[90..], rest);
        Assert.Equal(GrpcCode.OutOfRange, await CodeOf(sha256, 101));
        Assert.Equal(GrpcCode.OutOfRange, await CodeOf(sha256, -1));
    }

    [Fact]
    public async Task Download_WhatIsNotThere_IsNotFound()
    {
        using var artifacts = new RemoteArtifacts(cluster.Channel);
        var unknown = new string('0', 64);

        Assert.Equal(GrpcCode.NotFound, await CodeOf(unknown, 0));
        Assert.False(await artifacts.ExistsAsync(unknown, Cancel));
        await Assert.ThrowsAsync<FileNotFoundException>(() => artifacts.GetFileAsync(unknown, Cancel));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../../../etc/passwd")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000\n")]
    public async Task Download_ANameThatIsNoHash_IsInvalidArgument(string name) => Assert.Equal(GrpcCode.InvalidArgument, await CodeOf(name, 0));

    [Fact]
    public async Task Upload_TheClientStopsHalfway_NothingIsKept()
    {
        var before = Stored();
        using var stop = new CancellationTokenSource();
        var upload = cluster.Channel.ClientStreamAsync<UploadRequest, UploadResponse>(
            Service.FindMethodByName("Upload"), Half(stop), CallOptions.Default, stop.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upload);

        Assert.Equal(before, Stored());
    }

    [Fact]
    public async Task Upload_TheConnectionBreaks_GoesOnWhereItWas()
    {
        const int Size = 4_000_000;
        var path = Path.Combine(cluster.ArtifactFolder, "..", "upload");
        await File.WriteAllBytesAsync(path, Content(Size), Cancel);
        using var relay = new TcpRelay(cluster.Address.Port);
        using var channel = new GrpcChannel(new Uri($"http://127.0.0.1:{relay.Port}"));
        using var artifacts = new RemoteArtifacts(channel);
        relay.CutRequest(CutRule.Behind(Size / 2, Cut.WithAllOthers));

        var upload = artifacts.AddFileAsync(path, Cancel);
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (relay.Refused < 2)
        {
            await poll.WaitForNextTickAsync(Cancel);
        }

        relay.ComeBack();
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Content(Size))), await upload);
        Assert.InRange(relay.Sent, Size, Size + Size / 2);
        var before = relay.Sent;
        await artifacts.AddFileAsync(path, Cancel);
        Assert.InRange(relay.Sent - before, 1, 10_000);
    }

    [Fact]
    public async Task Download_TheConnectionBreaks_GoesOnWhereItWas()
    {
        const int Size = 4_000_003;
        using var direct = new RemoteArtifacts(cluster.Channel);
        var sha256 = await direct.AddAsync(new MemoryStream(Content(Size)), Cancel);
        using var relay = new TcpRelay(cluster.Address.Port);
        using var channel = new GrpcChannel(new Uri($"http://127.0.0.1:{relay.Port}"));
        using var artifacts = new RemoteArtifacts(channel);
        relay.CutAnswer(CutRule.Behind(Size / 2, Cut.After));

        using var file = await artifacts.GetFileAsync(sha256, Cancel);

        Assert.Equal(Content(Size), await File.ReadAllBytesAsync(file.Path, Cancel));
        Assert.InRange(relay.Received, Size, Size + Size / 2);
    }

    [Fact]
    public async Task Upload_InPieces_SaysWhatIsThereAndRefusesWhatDoesNotFit()
    {
        var content = Content(1000);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
        await Assert.ThrowsAsync<GrpcException>(() => UploadAsync(new() { Sha256 = sha256, Chunk = ByteString.CopyFrom(content, 0, 400) }, async () =>
        {
            await StatusAsync(sha256, 400);
            throw new GrpcException(GrpcCode.Internal, "The client has enough.");
        }));
        var status = await StatusAsync(sha256, 400);
        Assert.False(status.Complete);

        var elsewhere = await Assert.ThrowsAsync<GrpcException>(() => UploadAsync(new() { Sha256 = sha256, Offset = 401, Chunk = ByteString.CopyFrom(content, 401, 599) }));
        Assert.Equal(GrpcCode.OutOfRange, elsewhere.Code);
        var damaged = await Assert.ThrowsAsync<GrpcException>(() => UploadAsync(new() { Sha256 = sha256, Offset = 400, Chunk = ByteString.CopyFrom(content, 0, 600) }));
        Assert.Equal(GrpcCode.DataLoss, damaged.Code);
        await StatusAsync(sha256, 0);
        var answer = await UploadAsync(new() { Sha256 = sha256, Chunk = ByteString.CopyFrom(content) });
        Assert.Equal((sha256, 1000), (answer.Sha256, answer.Size));
        Assert.True((await StatusAsync(sha256, 0)).Complete);
        var noHash = await Assert.ThrowsAsync<GrpcException>(() => UploadAsync(new() { Sha256 = "../../etc/passwd" }));
        Assert.Equal(GrpcCode.InvalidArgument, noHash.Code);
    }

    private static async IAsyncEnumerable<UploadRequest> Messages(UploadRequest first, Func<Task>? then)
    {
        yield return first;
        await (then?.Invoke() ?? Task.CompletedTask);
    }

    private Task<UploadResponse> UploadAsync(UploadRequest first, Func<Task>? then = null) => cluster.Channel.ClientStreamAsync<UploadRequest, UploadResponse>(
        Service.FindMethodByName("Upload"), Messages(first, then), CallOptions.Default, Cancel);

    /// <summary>The status once it says that so many bytes are there: a call that broke off ends on the other side a moment later.</summary>
    private async Task<UploadStatusResponse> StatusAsync(string sha256, long received)
    {
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (true)
        {
            var status = await cluster.Channel.UnaryAsync<UploadStatusRequest, UploadStatusResponse>(
                Service.FindMethodByName("UploadStatus"), new() { Sha256 = sha256 }, CallOptions.Default, Cancel);
            if (status.Received == received)
            {
                return status;
            }

            await poll.WaitForNextTickAsync(Cancel);
        }
    }

    private int Stored() => Directory.EnumerateFiles(cluster.ArtifactFolder, "*", SearchOption.AllDirectories)
        .Count(path => !path.Contains("incoming", StringComparison.Ordinal));

    private static async IAsyncEnumerable<UploadRequest> Half(CancellationTokenSource stop)
    {
        yield return new UploadRequest { Chunk = ByteString.CopyFrom(Content(300_000)) };
        await stop.CancelAsync();
        stop.Token.ThrowIfCancellationRequested();
    }

    private static byte[] Content(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    private IAsyncEnumerable<DownloadResponse> Download(string sha256, long offset) => cluster.Channel.ServerStreamAsync<DownloadRequest, DownloadResponse>(
        Service.FindMethodByName("Download"), new() { Sha256 = sha256, Offset = offset }, CallOptions.Default, Cancel);

    private async Task<GrpcCode> CodeOf(string sha256, long offset) => (await Assert.ThrowsAsync<GrpcException>(async () =>
    {
        await foreach (var _ in Download(sha256, offset))
        {
        }
    })).Code;
}
