using System.Globalization;
using AutoCompress.Engine.Stages;
using AutoCompress.Engine.Tests.Families;
using AutoCompress.Trials;
using Google.Protobuf;
using Onnx;

namespace AutoCompress.Cluster.Tests.Robustness;

/// <summary>
/// Models with external data whose references or data files are damaged: nothing outside the model's folder is read, nothing is allocated that the files
/// do not hold, and what is read is proved. AUTOCOMPRESS_SLOW_TESTS=1 tries 500.
/// </summary>
public sealed class ExternalMutantTests(ITestOutputHelper output) : IAsyncDisposable
{
    private const int Few = 60;
    private const int Many = 500;
    private const string Data = "weights.bin";

    /// <summary>Places of bytes that are not the model's.</summary>
    private static readonly string[] Outside =
        ["../secret.bin", "/etc/hostname", "/dev/zero", "/proc/self/mem", "link.bin", "linked/secret.bin", "..", "a/../../secret.bin", "..\\secret.bin", "C:\\secret.bin", "", "weights.bin/", "./weights.bin/../../secret.bin", "weights\0.bin"];

    private static readonly string[] Numbers = ["-1", "9223372036854775807", "9223372036854775808", "18446744073709551616", "0", "1", "x", "", " 4", "0x10", "4096", "1e3"];

    private readonly StageBench _bench = new();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Prove_WeightsBesideTheModel_AreComparedAndCut()
    {
        var result = Assert.IsType<StageResult.Succeeded>(await ProveAsync("sound", new MutationPicker(0), (_, _, _) => ""));

        Assert.True(Json.Read<ProveValues>(result.Values) is { Compared: true, Cut: > 0 });
    }

    [Fact]
    public async Task Prove_ReferencesThatLeadOutside_AreAllRefused()
    {
        foreach (var (place, i) in Outside.Select((place, i) => (place, i)))
        {
            var result = await ProveAsync($"outside{i}", new MutationPicker((ulong)i), (model, _, picker) => Set(picker.One(model.Graph.Initializer), "location", place));

            var failed = Assert.IsType<StageResult.Failed>(result);
            Assert.True(failed.Cause == FailureCause.InvalidModel, $"'{place}': {failed.Cause}: {failed.Message}");
        }
    }

    [Fact]
    public async Task Prove_DamagedReferencesAndFiles_EndInAResultOrAClearFailure()
    {
        var count = Environment.GetEnvironmentVariable("AUTOCOMPRESS_SLOW_TESTS") == "1" ? Many : Few;
        var (wrong, proved) = (new List<string>(), 0);
        for (var number = 0; number < count; number++)
        {
            var what = "";
            var result = await ProveAsync(number.ToString(CultureInfo.InvariantCulture), new MutationPicker((ulong)number), (model, data, picker) => what = Damage(model, data, picker));
            proved += result is StageResult.Succeeded ? 1 : 0;
            if (result is StageResult.Failed failed && !StageBench.IsClear(failed))
            {
                wrong.Add($"{number} ({what}) {failed.Cause}: {failed.Message}");
            }
        }

        output.WriteLine($"{proved} of {count} proved");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.InRange(proved, 1, count - 1);
    }

    private static string Damage(ModelProto model, string data, MutationPicker picker)
    {
        var tensor = picker.One(model.Graph.Initializer);
        switch (picker.Next(7))
        {
            case 0:
                return Set(tensor, "offset", picker.One(Numbers));
            case 1:
                return Set(tensor, "length", picker.One(Numbers));
            case 2:
                var other = picker.One(model.Graph.Initializer);
                return "overlap: " + Set(tensor, "offset", other.ExternalData.First(entry => entry.Key == "offset").Value);
            case 3:
                tensor.Dims[picker.Next(tensor.Dims.Count)] = picker.One(MutationPicker.Extremes);
                return "dimension";
            case 4:
                tensor.DataType = picker.Next(20);
                return "type";
            case 5:
                tensor.ExternalData.RemoveAt(picker.Next(tensor.ExternalData.Count));
                return "an entry left out";
            default:
                File.WriteAllBytes(data, FileMutator.Mutate(File.ReadAllBytes(data), picker, out var what));
                return "file: " + what;
        }
    }

    private static string Set(TensorProto tensor, string key, string value)
    {
        tensor.ExternalData.First(entry => entry.Key == key).Value = value;
        return $"{key} {value}";
    }

    private async Task<StageResult> ProveAsync(string name, MutationPicker picker, Func<ModelProto, string, MutationPicker, string> damage)
    {
        var outer = _bench.FolderOf(name);
        var folder = _bench.FolderOf(Path.Combine(name, "model"));
        await File.WriteAllBytesAsync(Path.Combine(outer, "secret.bin"), new byte[1 << 16], TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(Path.Combine(folder, "link.bin"), Path.Combine(outer, "secret.bin"));
        Directory.CreateSymbolicLink(Path.Combine(folder, "linked"), outer);
        var model = WithDataBeside(Path.Combine(folder, Data));
        damage(model, Path.Combine(folder, Data), picker);
        return await _bench.RunAsync(
            Path.Combine(name, "model"), [("model.onnx", model.ToByteArray())], LocalStages.Prove(0.5, 1, StageBench.Seconds), TestContext.Current.CancellationToken);
    }

    private static ModelProto WithDataBeside(string path)
    {
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Family.PathOf("plain-cnn-17")));
        using var file = File.Create(path);
        foreach (var tensor in model.Graph.Initializer.Where(tensor => tensor.RawData.Length > 0))
        {
            tensor.ExternalData.Add(new[] { ("location", Data), ("offset", $"{file.Position}"), ("length", $"{tensor.RawData.Length}") }
                .Select(entry => new StringStringEntryProto { Key = entry.Item1, Value = entry.Item2 }));
            file.Write(tensor.RawData.Span);
            tensor.ClearRawData();
            tensor.DataLocation = TensorProto.Types.DataLocation.External;
        }

        return model;
    }
}
