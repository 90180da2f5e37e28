using System.Text;
using AutoCompress.Client.Studies;
using AutoCompress.Cluster.Tests.EndToEnd;

namespace AutoCompress.Cluster.Tests.Robustness;

/// <summary>Damaged study files: each is read, or refused with faults that say where and what to do.</summary>
public sealed class StudyMutantTests : IDisposable
{
    private const int Count = 5_000;

    private const string Sound = """
        name: fashion-mnist
        model: artifact:0000000000000000000000000000000000000000000000000000000000000000
        data: { train: fashion-mnist/train, test: fashion-mnist/t10k, format: idx, scale: 0.00392157, mean: [0.5], std: 0.25, selection: 500 }
        task: classification
        objectives: [accuracy, latency, size]
        constraints: { accuracy_drop: 0.01, latency: 2ms, size: 100KB }
        target: { device: cpu, threads: 1, batch: 1 }
        budget:
          trials: 40
          time: 1h30m
        space: { min_keep: 0.1, precisions: [fp32, int8], criteria: [l1, taylor] }
        training: { probe_images: 256, optimizer: adamw, warm_up: 0.1, flip: false }
        energy: { watts_per_core: 5 }
        seed: 1

        """;

    private static readonly string[] Pieces = ["&a ", "*a", "!!binary x", "? ", "- ", "{", "[", "]: ", "'", "\"", "|", ">", "%YAML 3.0\n", "---\n", "...\n", "\t", "<<: *a\n", "\uFEFF", "\0", "#", "null", "~", "1e999", ".nan", "18446744073709551616", "-1", "artifact:", "é"];

    private readonly string _folder = Directory.CreateTempSubdirectory("studies-").FullName;

    public static TheoryData<string> Bombs => ["deep list", "deep map", "aliases of aliases", "alias of itself", "long line", "no text", "many documents"];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Parse_Sound_IsLoaded()
    {
        var result = Parse(Sound);
        Assert.True(result is StudyFileResult.Loaded, string.Join('\n', (result as StudyFileResult.Refused)?.Faults ?? []));
    }

    [Fact]
    public void Parse_PathWithANullCharacter_IsAFault()
    {
        var faults = Assert.IsType<StudyFileResult.Refused>(Parse(Sound.Replace("artifact:0000000000000000000000000000000000000000000000000000000000000000", "\"a\\0b\"", StringComparison.Ordinal))).Faults;

        Assert.Contains(faults, fault => fault.Field == "model" && fault.What.Contains("null character", StringComparison.Ordinal));
    }

    [Fact]
    public void Parse_Mutants_AreLoadedOrRefusedWithFaults()
    {
        var refused = 0;
        for (var number = 0; number < Count; number++)
        {
            var text = Mutate(new MutationPicker((ulong)number));
            try
            {
                if (Parse(text) is StudyFileResult.Refused fault)
                {
                    refused++;
                    Assert.NotEmpty(fault.Faults);
                }
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"Mutant {number}: {e}\n{text}");
            }
        }

        Assert.InRange(refused, Count / 4, Count);
    }

    [Theory]
    [MemberData(nameof(Bombs))]
    public async Task Run_Bomb_IsRefusedWithAMessage(string bomb)
    {
        var path = Path.Combine(_folder, "study.yaml");
        await File.WriteAllBytesAsync(path, Build(bomb), TestContext.Current.CancellationToken);

        (await Cli.RunAsync(_folder, "run", path)).RequireMessage("study.yaml");
    }

    private static byte[] Build(string bomb) => bomb switch
    {
        "deep list" => Encoding.UTF8.GetBytes("name: " + new string('[', 200_000)),
        "deep map" => Encoding.UTF8.GetBytes("name: " + string.Concat(Enumerable.Repeat("{a: ", 200_000))),
        "aliases of aliases" => Encoding.UTF8.GetBytes("a0: &a0 [x, x]\n" + string.Concat(Enumerable.Range(1, 40).Select(i => $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}]\n")) + "objectives: *a40\nname: *a40\n"),
        "alias of itself" => "data: &a { train: *a, test: [*a] }\nname: x\n"u8.ToArray(),
        "long line" => Encoding.UTF8.GetBytes("name: " + new string('x', 1 << 24)),
        "no text" => [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * 131))],
        _ => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("---\nname: x\n", 20_000))),
    };

    private static string Mutate(MutationPicker picker)
    {
        if (picker.Next(3) == 0)
        {
            return Encoding.UTF8.GetString(FileMutator.Mutate(Encoding.UTF8.GetBytes(Sound), picker, out _));
        }

        var lines = Sound.Split('\n').ToList();
        switch (picker.Next(4))
        {
            case 0:
                lines.RemoveAt(picker.Next(lines.Count));
                break;
            case 1:
                lines.Insert(picker.Next(lines.Count), picker.One(lines));
                break;
            case 2:
                var (from, to) = (picker.Next(lines.Count), picker.Next(lines.Count));
                (lines[from], lines[to]) = (lines[to], lines[from]);
                break;
        }

        var text = string.Join('\n', lines);
        return text.Insert(picker.Next(text.Length), picker.One(Pieces));
    }

    private StudyFileResult Parse(string text) => StudyFile.Parse(new StringReader(text), Path.Combine(_folder, "study.yaml"), checkData: false);
}
