using AutoCompress.Cluster.Tests.Artifacts;

[assembly: AssemblyFixture(typeof(S3Run))]

namespace AutoCompress.Cluster.Tests.Artifacts;

/// <summary>The one S3 server of a test run, started by the first test that wants it.</summary>
public sealed class S3Run : IAsyncDisposable
{
    private readonly Lazy<Task<S3Server>> _server = new(S3Server.StartAsync);

    public async Task<int> PortAsync() => (await _server.Value).Port;

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
        {
            await (await _server.Value).DisposeAsync();
        }
    }
}
