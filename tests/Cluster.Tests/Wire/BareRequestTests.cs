using System.Net;
using System.Net.Http.Headers;
using AutoCompress.Wire.Framing;

namespace AutoCompress.Cluster.Tests.Wire;

/// <summary>Requests that no gRPC library would send, and what stands on the wire in answer.</summary>
public sealed class BareRequestTests(EchoServer server) : IClassFixture<EchoServer>, IDisposable
{
    private const string Say = "/autocompress.test.EchoService/Say";

    private readonly HttpClient _http = new();

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/grpc-web")]
    [InlineData("application/grpc+json")]
    public async Task Post_AnotherContentType_Is415(string contentType) =>
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await SendAsync(Say, contentType, [])).StatusCode);

    [Fact]
    public async Task Post_AnUnknownMethod_IsTrailersOnlyUnimplemented()
    {
        var response = await SendAsync("/autocompress.test.EchoService/Nothing", "application/grpc", [0, 0, 0, 0, 0]);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/grpc", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(["12"], response.Headers.GetValues(GrpcHeaders.Status));
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Post_AMessage_HasItsStatusInTrailers()
    {
        var response = await SendAsync(Say, "application/grpc+proto", [0, 0, 0, 0, 0]);

        Assert.Equal([0, 0, 0, 0, 0], await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.False(response.Headers.Contains(GrpcHeaders.Status));
        Assert.Equal(["0"], response.TrailingHeaders.GetValues(GrpcHeaders.Status));
    }

    [Theory]
    [InlineData(new byte[0], null, null, "13")]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, null, null, "13")]
    [InlineData(new byte[] { 0, 0, 0, 0, 5 }, null, null, "13")]
    [InlineData(new byte[] { 0, 0, 0, 0, 1, 255 }, null, null, "13")]
    [InlineData(new byte[] { 0, 0, 0, 0, 0 }, "grpc-timeout", "soon", "13")]
    [InlineData(new byte[] { 0, 0, 0, 0, 0 }, "grpc-encoding", "snappy", "12")]
    public async Task Post_AMalformedCall_HasItsStatus(byte[] body, string? header, string? value, string expected)
    {
        var response = await SendAsync(Say, "application/grpc", body, header, value);

        Assert.Equal([expected], response.Headers.GetValues(GrpcHeaders.Status));
        Assert.Equal(["identity,gzip"], response.Headers.GetValues(GrpcHeaders.AcceptEncoding));
    }

    [Fact]
    public async Task Post_ForAClientThatTakesGzip_PacksOnlyWhatIsWorthIt()
    {
        byte[] large = [0, 0, 0, 7, 211, 10, 208, 15, .. Enumerable.Repeat((byte)'x', 2000)];

        var packed = await SendAsync(Say, "application/grpc", large, GrpcHeaders.AcceptEncoding, "deflate, gzip");
        var plain = await SendAsync(Say, "application/grpc", large);

        Assert.Equal(1, (await packed.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken))[0]);
        Assert.Equal(["gzip"], packed.Headers.GetValues(GrpcHeaders.Encoding));
        Assert.Equal(large, await plain.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    private async Task<HttpResponseMessage> SendAsync(string path, string contentType, byte[] body, string? header = null, string? value = null)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
