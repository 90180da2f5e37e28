namespace AutoCompress.Cluster.Tests.Wire;

public sealed class IdleStreamTests(EchoServer server) : IClassFixture<EchoServer>
{
    /// <summary>The one test that must wait: Kestrel's patience is measured in real seconds. It costs no processor time.</summary>
    [Fact]
    public async Task GrpcJs_StreamsIdleForLongerThanKestrelsPatience_StayOpen() =>
        Assert.Contains("\"fault\":null", await Node.RunAsync("echo.mjs", server.Address.Authority, "idle"), StringComparison.Ordinal);
}
