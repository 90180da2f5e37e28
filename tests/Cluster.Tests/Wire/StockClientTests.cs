namespace AutoCompress.Cluster.Tests.Wire;

/// <summary>The server cannot be told from a stock one by grpc-js.</summary>
public sealed class StockClientTests(GrpcJsRun run) : IClassFixture<GrpcJsRun>
{
    public static TheoryData<string> Scenarios => [.. GrpcJsRun.Scenarios];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void GrpcJs_Scenario_Passes(string scenario) => Assert.Null(run.FaultOf(scenario));

    [Fact]
    public async Task GrpcJs_CancelsAStream_TheHandlerSeesIt() =>
        await run.Cancelled.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
}
