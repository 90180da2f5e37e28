using System.Security.Cryptography;
using AutoCompress.Client.Remote;
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
