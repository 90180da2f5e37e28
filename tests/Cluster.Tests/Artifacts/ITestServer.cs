namespace AutoCompress.Cluster.Tests.Artifacts;

/// <summary>A server of the tests' own on a loopback port.</summary>
public interface ITestServer<T> : IAsyncDisposable
    where T : ITestServer<T>
{
    int Port { get; }

    static abstract Task<T> StartAsync();
}
