using AutoCompress.Cluster.Tests.Artifacts;

[assembly: AssemblyFixture(typeof(AzuriteRun))]

namespace AutoCompress.Cluster.Tests.Artifacts;

/// <summary>The one Azurite of a test run, started by the first test that wants a container.</summary>
public sealed class AzuriteRun : IAsyncDisposable
{
    private readonly Lazy<Task<Azurite>> _server = new(Azurite.StartAsync);

    public async Task<int> PortAsync() => (await _server.Value).Port;

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
        {
            await (await _server.Value).DisposeAsync();
        }
    }
}
