using System.Collections.Concurrent;
using System.IO.Compression;
using AutoCompress.Engine.Stages;
using AutoCompress.Engine.Tasks;
using AutoCompress.Engine.Tests.Data;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Robustness;

/// <summary>
/// Damaged data files of every format, checked and then read sample by sample in child processes: each is read, or refused with a reason, within a
/// limit of time and memory. AUTOCOMPRESS_SLOW_TESTS=1 tries 3,000.
/// </summary>
public sealed class DataMutantTests(ITestOutputHelper output) : IAsyncDisposable
{
    private const int Few = 150;
    private const int Many = 3_000;

    private static readonly byte[] Model = DataSeeds.Model();

    private readonly StageBench _bench = new();

    public static TheoryData<string> Bombs => ["gzip of zeros", "gzip that declares too much", "archive of zeros", "image of a billion pixels", "tensor of a terabyte", "one endless line"];

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Check_SoundSets_AreReadToTheEnd()
    {
        foreach (var format in DataSeeds.Formats)
        {
            var result = await ReadAsync($"{format}", format, _ => { }, TestContext.Current.CancellationToken);
            Assert.True(result is StageResult.Succeeded, $"{format}: {(result as StageResult.Failed)?.Message}");
        }
    }

    [Fact]
    public async Task Check_DamagedFiles_AreReadOrRefusedWithAReason()
    {
        var (ends, wrong) = (new ConcurrentDictionary<string, int>(), new ConcurrentQueue<string>());
        var count = Environment.GetEnvironmentVariable("AUTOCOMPRESS_SLOW_TESTS") == "1" ? Many : Few;
        var options = new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForEachAsync(Enumerable.Range(0, count), options, async (number, cancellation) =>
        {
            var format = DataSeeds.Formats[number % DataSeeds.Formats.Length];
            var what = "";
            var result = await ReadAsync($"{number}", format, folder => what = Damage(folder, (ulong)number), cancellation);
            ends.AddOrUpdate(result is StageResult.Failed end ? end.Cause.ToString() : "read", 1, (_, seen) => seen + 1);
            if (result is StageResult.Failed failed && !IsClear(failed))
            {
                wrong.Enqueue($"{number} ({format}: {what}) {failed.Cause}: {failed.Message}");
            }
        });

        output.WriteLine(string.Join(", ", ends.OrderBy(end => end.Key, StringComparer.Ordinal).Select(end => $"{end.Value} {end.Key}")));
        Assert.True(wrong.IsEmpty, $"{wrong.Count} files ended badly:\n{string.Join('\n', wrong)}");
        Assert.True(ends.GetValueOrDefault("InvalidData") * 4 > count, "Hardly a file was refused: the mutator does too little.");
    }

    [Theory]
    [MemberData(nameof(Bombs))]
    public async Task Check_Bomb_IsRefusedBeforeItGoesOff(string bomb)
    {
        var (format, files) = Build(bomb);

        var result = await ReadAsync("bomb", format, folder => files.ForEach(file => File.WriteAllBytes(Path.Combine(folder, file.Name), file.Bytes)), TestContext.Current.CancellationToken);

        var failed = Assert.IsType<StageResult.Failed>(result);
        Assert.True(failed.Cause == FailureCause.InvalidData, $"{failed.Cause}: {failed.Message}");
        output.WriteLine(failed.Message);
    }

    /// <summary>What a study does with its data: the files are checked, then every sample of the selection and test splits is read.</summary>
    private async Task<StageResult> ReadAsync(string name, DataFormat format, Action<string> damage, CancellationToken cancellation)
    {
        var folder = _bench.FolderOf(name);
        var spec = DataSeeds.Write(format, folder);
        damage(folder);
        var check = await _bench.RunAsync(name, [("model.onnx", Model)], LocalStages.Check(new() { Name = "data", Model = "model.onnx", Data = spec }) with { Seconds = StageBench.Seconds }, cancellation, keep: true);
        return check is StageResult.Succeeded checkedData && LocalStages.ReadCheck(checkedData.Values).Faults is { IsEmpty: false } faults
            ? new StageResult.Failed(FailureCause.InvalidData, string.Join('\n', faults))
            : check is StageResult.Failed ? check
            : await _bench.RunAsync(name, [("model.onnx", Model)], new BaselineStage().Call(new(new(spec, StudyTask.Classification, "", 1)), 1, [new("model", "file")], [StageLabels.Cpu], StageBench.Seconds), cancellation);
    }

    private static string Damage(string folder, ulong seed)
    {
        var picker = new MutationPicker(seed);
        string[] files = [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        var file = picker.One(files);
        var bytes = File.ReadAllBytes(file);
        if (picker.Next(12) == 0)
        {
            File.Delete(file);
            return $"{Path.GetFileName(file)} gone";
        }

        if (picker.Next(12) == 0)
        {
            var other = picker.One(files);
            File.WriteAllBytes(file, File.ReadAllBytes(other));
            return $"{Path.GetFileName(file)} is {Path.GetFileName(other)}";
        }

        File.WriteAllBytes(file, FileMutator.Mutate(bytes, picker, out var what));
        return $"{Path.GetFileName(file)}: {what}";
    }

    private static bool IsClear(StageResult.Failed failure) => failure.Cause is FailureCause.InvalidData or FailureCause.NotANumber;

    private static (DataFormat Format, List<(string Name, byte[] Bytes)> Files) Build(string bomb)
    {
        switch (bomb)
        {
            case "gzip of zeros":
                return (DataFormat.Idx, [("train-images-idx3-ubyte", FileMutator.Gzip(new byte[1 << 28]))]);
            case "gzip that declares too much":
                return (DataFormat.Idx, [("train-images-idx3-ubyte", FileMutator.Gzip([0, 0, 8, 3, 0x7F, 0xFF, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF, .. new byte[1 << 24]]))]);
            case "archive of zeros":
                var array = NumpyBytes.Raw("{'descr': '|u1', 'fortran_order': False, 'shape': (12, 17, 1000000), }", new byte[12 * 17_000_000]);
                return (DataFormat.Npz, [("train.npz", NumpyBytes.Npz(("x", array), ("y", NumpyBytes.Npy("<i8", new long[12], 12))))]);
            case "image of a billion pixels":
                // Twenty rows of noise under a header of 16,384: as many bytes could hold them, if they were zeros.
                var noise = new byte[20 << 16];
                new Random(1).NextBytes(noise);
                var image = PngBytes.Encode(1 << 14, 20, 8, 6, 4, noise);
                (image[22], image[23]) = (0x40, 0x00);
                return (DataFormat.PngFolder, [("train/class0/000.png", image)]);
            case "tensor of a terabyte":
                return (DataFormat.TensorProto, [("train/test_data_set_0/input_0.pb", [0x08, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20, 0x10, 0x01, 0x4A, 0x00])]);
            default:
                var line = new byte[1 << 26];
                Array.Fill(line, (byte)'1');
                return (DataFormat.Csv, [("train.csv", line)]);
        }
    }
}
