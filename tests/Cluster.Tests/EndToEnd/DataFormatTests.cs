using System.Text;
using AutoCompress.Client.Results;

namespace AutoCompress.Cluster.Tests.EndToEnd;

/// <summary>A study whose samples are NumPy arrays runs like one of IDX files.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class DataFormatTests(SmallCase small)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_NumpyFiles_GiveTheOriginalTheSameAccuracy()
    {
        var folder = small.NewFolder();
        foreach (var (name, stem) in new[] { ("train", small.Train), ("test", small.Test) })
        {
            Convert(stem + "-images-idx3-ubyte", 16, Path.Combine(folder, $"{name}-x.npy"), $", {IdxFiles.Side}, {IdxFiles.Side}");
            Convert(stem + "-labels-idx1-ubyte", 8, Path.Combine(folder, $"{name}-y.npy"), ",");
        }

        var (idx, npy) = (small.WriteStudy(folder, budget: "{ trials: 2, time: 1m }"), Path.Combine(folder, "npy.yaml"));
        var text = await File.ReadAllLinesAsync(idx, Cancel);
        await File.WriteAllLinesAsync(
            npy,
            text.Select(line => line.StartsWith("data:", StringComparison.Ordinal)
                ? "data: { format: npy, train: train-x.npy, train_labels: train-y.npy, test: test-x.npy, test_labels: test-y.npy, selection: 500, scale: 0.00392156862745098 }"
                : line),
            Cancel);

        Assert.Equal(await AccuracyAsync(folder, idx, "a"), await AccuracyAsync(folder, npy, "b"));
    }

    private static async Task<string> AccuracyAsync(string folder, string study, string results)
    {
        (await Cli.RunAsync(folder, "run", study, "--out", results)).RequireSuccess();
        var front = Json.Read<FrontFile>(await File.ReadAllTextAsync(Path.Combine(folder, results, "front.json"), Cancel));
        return Json.Write(front.Original.Accuracy);
    }

    private static void Convert(string idx, int header, string npy, string shape)
    {
        var bytes = File.ReadAllBytes(idx).AsSpan(header);
        var count = shape == "," ? bytes.Length : bytes.Length / (IdxFiles.Side * IdxFiles.Side);
        var text = $"{{'descr': '|u1', 'fortran_order': False, 'shape': ({count}{shape}), }}\n";
        File.WriteAllBytes(npy, [0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, 0, .. Encoding.ASCII.GetBytes(text), .. bytes]);
    }
}
