using AutoCompress.Cluster.Tests.Artifacts;

[assembly: AssemblyFixture(typeof(ServerRun<Azurite>))]
[assembly: AssemblyFixture(typeof(ServerRun<S3Server>))]

namespace AutoCompress.Cluster.Tests.Artifacts;

/// <summary>The one server of its kind in a test run, started by the first test that wants it. Where it does not start, each of them hears why.</summary>
public sealed class ServerRun<T> : IAsyncDisposable
    where T : ITestServer<T>
{
    private readonly Lazy<Task<T>> _server = new(T.StartAsync);

    public async Task<int> PortAsync() => (await _server.Value).Port;

    public async ValueTask DisposeAsync()
    {
        if (_server is { IsValueCreated: true, Value.IsFaulted: false })
        {
            await (await _server.Value).DisposeAsync();
        }
    }
}
