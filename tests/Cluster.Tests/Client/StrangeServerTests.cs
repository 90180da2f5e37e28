using AutoCompress.Client.Remote;
using AutoCompress.Cluster.Tests.Wire.Echo;
using AutoCompress.Wire.Framing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AutoCompress.Cluster.Tests.Client;

/// <summary>Servers and proxies that answer badly: each answer has the status that the gRPC standard gives it.</summary>
public sealed class StrangeServerTests
{
    [Theory]
    [InlineData(400, GrpcCode.Internal)]
    [InlineData(401, GrpcCode.Unauthenticated)]
    [InlineData(403, GrpcCode.PermissionDenied)]
    [InlineData(404, GrpcCode.Unimplemented)]
    [InlineData(429, GrpcCode.Unavailable)]
    [InlineData(502, GrpcCode.Unavailable)]
    [InlineData(503, GrpcCode.Unavailable)]
    [InlineData(504, GrpcCode.Unavailable)]
    [InlineData(200, GrpcCode.Unknown)]
    [InlineData(500, GrpcCode.Unknown)]
    public async Task Call_AWebServerAnswers_HasTheStatusOfItsCode(int status, GrpcCode expected) => Assert.Equal(expected, await CodeOf(async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html";
        await context.Response.WriteAsync("<p>a page</p>");
    }));

    [Theory]
    [InlineData(0x2, GrpcCode.Internal)]
    [InlineData(0x8, GrpcCode.Cancelled)]
    [InlineData(0xb, GrpcCode.ResourceExhausted)]
    [InlineData(0xc, GrpcCode.PermissionDenied)]
    public async Task Call_TheStreamIsReset_HasTheStatusOfItsError(int error, GrpcCode expected) => Assert.Equal(expected, await CodeOf(async context =>
    {
        // HttpClient keeps the error's number only when it has sent the whole request.
        await context.Request.Body.CopyToAsync(Stream.Null);
        context.Response.ContentType = GrpcHeaders.ContentType;
        await context.Response.StartAsync();
        context.Features.GetRequiredFeature<IHttpResetFeature>().Reset(error);
    }));

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 9, 1 })]
    [InlineData(new byte[] { 9, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 0 })]
    public async Task Call_NoStatusOrABadFrame_IsInternal(byte[] body) => Assert.Equal(GrpcCode.Internal, await CodeOf(async context =>
    {
        context.Response.ContentType = GrpcHeaders.ContentType;
        await context.Response.Body.WriteAsync(body);
    }));

    [Theory]
    [InlineData("99", GrpcCode.Unknown)]
    [InlineData("7", GrpcCode.PermissionDenied)]
    [InlineData("x", GrpcCode.Internal)]
    public async Task Call_OnlyTrailers_HasTheirStatus(string status, GrpcCode expected) => Assert.Equal(expected, await CodeOf(context =>
    {
        context.Response.ContentType = GrpcHeaders.ContentType;
        context.Response.Headers[GrpcHeaders.Status] = status;
        return Task.CompletedTask;
    }));

    [Fact]
    public async Task Call_OkWithoutAnAnswer_IsInternal() => Assert.Equal(GrpcCode.Internal, await CodeOf(context =>
    {
        context.Response.ContentType = GrpcHeaders.ContentType;
        context.Response.Headers[GrpcHeaders.Status] = "0";
        return Task.CompletedTask;
    }));

    private static async Task<GrpcCode> CodeOf(RequestDelegate answer)
    {
        await using var server = await StrangeServer.StartAsync(answer);
        using var channel = new GrpcChannel(server.Address);
        var method = EchoReflection.Descriptor.Services[0].FindMethodByName("Say");
        return (await Assert.ThrowsAsync<GrpcException>(() =>
            channel.UnaryAsync<Ping, Pong>(method, new(), CallOptions.Default, TestContext.Current.CancellationToken))).Code;
    }
}
