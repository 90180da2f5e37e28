using System.Security.Cryptography.X509Certificates;
using AutoCompress.Client.Remote;
using AutoCompress.Cluster.Tests.Wire.Echo;
using AutoCompress.Host.Api;
using AutoCompress.Wire.Framing;

namespace AutoCompress.Cluster.Tests.Wire;

public sealed class TlsTests : IAsyncLifetime
{
    private readonly TestCertificate _certificate = new();
    private readonly EchoServer _server;

    public TlsTests() => _server = new EchoServer(new ApiOptions { Certificate = _certificate.Certificate, Key = _certificate.Key });

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _certificate.Dispose();
    }

    [Fact]
    public async Task OurClient_TrustsTheCertificateItWasGiven()
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(_certificate.Certificate);

        Assert.Equal("secret", (await SayAsync(roots)).Text);
    }

    [Fact]
    public async Task OurClient_TrustsNobodyElse()
    {
        var error = await Assert.ThrowsAsync<GrpcException>(() => SayAsync(null));

        Assert.Equal(GrpcCode.Unavailable, error.Code);
        Assert.Contains("cannot be trusted", error.Status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StockClient_Passes() =>
        Assert.Contains("\"fault\":null", await Node.RunAsync("echo.mjs", _server.Address.Authority, "tls", _certificate.Certificate), StringComparison.Ordinal);

    private async Task<Pong> SayAsync(X509Certificate2Collection? roots)
    {
        using var channel = new GrpcChannel(_server.Address, roots);
        var method = EchoReflection.Descriptor.Services[0].FindMethodByName("Say");
        return await channel.UnaryAsync<Ping, Pong>(method, new() { Text = "secret" }, CallOptions.Default, TestContext.Current.CancellationToken);
    }
}
