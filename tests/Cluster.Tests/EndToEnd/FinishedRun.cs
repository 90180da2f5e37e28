using AutoCompress.Client.Results;

namespace AutoCompress.Cluster.Tests.EndToEnd;

/// <summary>A study that <c>autocompress run</c> took from its file to its results.</summary>
public sealed class FinishedRun(SmallCase small) : IAsyncLifetime
{
    public string Folder { get; } = small.NewFolder();

    public string Results => Path.Combine(Folder, "results");

    internal CliResult Result { get; private set; } = null!;

    internal FrontFile Front { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        // More time than it takes: a training that its time limit cuts short cannot be reproduced.
        Result = await Cli.RunAsync(Folder, "run", small.WriteStudy(Folder, budget: "{ trials: 4, time: 10m }"), "--out", Results);
        Result.RequireSuccess();
        Front = Json.Read<FrontFile>(await File.ReadAllTextAsync(Path.Combine(Results, "front.json")));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
