using AutoCompress.Cluster.Tests.EndToEnd;
using AutoCompress.Engine.Architectures;
using AutoCompress.Engine.Graph;

namespace AutoCompress.Cluster.Tests.Chaos;

/// <summary>A network and a data set so small that a trial of the real engine takes a second or two.</summary>
internal sealed class ChaosCase
{
    public const int Selection = 100;

    private ChaosCase(string folder) => Folder = folder;

    public string Folder { get; }

    private string Model => Path.Combine(Folder, "original.onnx");

    private string Train => Path.Combine(Folder, "train");

    private string Test => Path.Combine(Folder, "t10k");

    /// <param name="images">For training and selection.</param>
    public static async Task<ChaosCase> CreateAsync(string folder, int images = 600)
    {
        var small = new ChaosCase(Directory.CreateDirectory(folder).FullName);
        IdxFiles.Write(small.Train, images, seed: 1);
        IdxFiles.Write(small.Test, 200, seed: 2);
        var start = Path.Combine(folder, "random.onnx");
        OnnxFile.Save(ResidualNetwork.Build(new() { Size = IdxFiles.Side, Widths = [4, 8], Classes = IdxFiles.Classes }), start);
        (await Cli.RunAsync(
            folder, "train", "--model", start, "--train", small.Train, "--test", small.Test, "--selection", $"{Selection}", "--images", "6400", "--batch", "64", "--out", small.Model)).RequireSuccess();
        return small;
    }

    /// <summary>Writes a study of so many trials; it ends by their number, never by its time.</summary>
    /// <returns>Its path.</returns>
    public string WriteStudy(int trials, string training = "probe_images: 128, refine_points: 3, refine_share: 0.01")
    {
        var path = Path.Combine(Folder, $"{trials}-trials.yaml");
        File.WriteAllText(path, $$"""
            name: chaos
            model: {{Model}}
            data: { train: {{Train}}, test: {{Test}}, selection: {{Selection}} }
            objectives: [accuracy, latency, size]
            target: { latency_seconds: 0.1 }
            budget: { trials: {{trials}}, time: 1h }
            training: { {{training}} }

            """);
        return path;
    }
}
