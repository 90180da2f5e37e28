using System.Text.Json;

namespace AutoCompress.Cluster.Tests.Wire;

/// <summary>All scenarios of echo.mjs, run once in one process of node against one server.</summary>
public sealed class GrpcJsRun : IAsyncLifetime
{
    public static readonly string[] Scenarios =
    [
        "unary", "emptyMessage", "serverStream", "clientStream", "splitFrames", "duplex", "errors", "unimplemented", "deadline", "cancel", "metadata", "gzip",
        "deflate", "tooLarge", "manyStreams", "health", "reflection",
    ];

    private readonly EchoServer _server = new();
    private readonly Dictionary<string, string?> _faults = [];

    /// <summary>Done when a handler has seen that its client is gone.</summary>
    public Task Cancelled => _server.Cancelled;

    /// <summary>What went wrong, or null.</summary>
    public string? FaultOf(string scenario) => _faults.GetValueOrDefault(scenario, "The scenario did not run.");

    public async ValueTask InitializeAsync()
    {
        await _server.InitializeAsync();
        var output = await Node.RunAsync("echo.mjs", _server.Address.Authority, string.Join(',', Scenarios));
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var result = JsonDocument.Parse(line);
            _faults[result.RootElement.GetProperty("name").GetString()!] = result.RootElement.GetProperty("fault").GetString();
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
