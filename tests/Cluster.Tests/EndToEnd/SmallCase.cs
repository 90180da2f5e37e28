using AutoCompress.Engine.Architectures;
using AutoCompress.Engine.Graph;

namespace AutoCompress.Cluster.Tests.EndToEnd;

/// <summary>A small data set and a small residual network that the product has trained on it: what a user brings to a study.</summary>
public sealed class SmallCase : IAsyncLifetime
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("e2e-").FullName;

    public string Model => Path.Combine(Folder, "original.onnx");

    public string Train => Path.Combine(Folder, "train");

    public string Test => Path.Combine(Folder, "t10k");

    public async ValueTask InitializeAsync()
    {
        IdxFiles.Write(Train, 3000, seed: 1);
        IdxFiles.Write(Test, 2000, seed: 2);
        var start = Path.Combine(Folder, "random.onnx");
        OnnxFile.Save(ResidualNetwork.Build(new() { Size = IdxFiles.Side, Widths = [8, 16], Classes = IdxFiles.Classes }), start);
        (await Cli.RunAsync(
            Folder, "train", "--model", start, "--train", Train, "--test", Test, "--selection", "500", "--images", "16000", "--batch", "64", "--out", Model)).RequireSuccess();
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>An empty folder in this one.</summary>
    internal string NewFolder() => Directory.CreateDirectory(Path.Combine(Folder, Guid.NewGuid().ToString("N"))).FullName;

    /// <summary>Writes study.yaml into <paramref name="folder"/> and returns its path.</summary>
    /// <param name="budget">As in a study file.</param>
    internal string WriteStudy(string folder, string? model = null, string? train = null, string? test = null, string budget = "{ trials: 6, time: 2m }")
    {
        var path = Path.Combine(folder, "study.yaml");
        File.WriteAllText(path, $$"""
            name: small
            model: {{model ?? Model}}
            data: { train: {{train ?? Train}}, test: {{test ?? Test}}, selection: 500 }
            objectives: [accuracy, latency, size]
            constraints: { accuracy_drop: 0.1 }
            budget: {{budget}}
            training: { probe_images: 256, refine_points: 1, refine_share: 0.2 }

            """);
        return path;
    }
}
