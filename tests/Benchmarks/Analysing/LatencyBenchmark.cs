using System.Collections.Immutable;
using System.Diagnostics;
using AutoCompress.Engine;
using AutoCompress.Engine.Architectures;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Stages;
using AutoCompress.Search.Planning;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Benchmarks.Analysing;

/// <summary>
/// How well a latency table predicts cuts that it was not checked with, how long it takes, and what it saves to time one of several blocks that are like each other.
/// The networks have random weights and Fashion-MNIST's shape; each is fed with Debian's copy of it.
/// </summary>
internal static class LatencyBenchmark
{
    private const int HeldOut = 12;
    private const double Plenty = 600;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var seconds = arguments.Length > 0 ? double.Parse(arguments[0], System.Globalization.CultureInfo.InvariantCulture) : 16;
        var folder = Directory.CreateTempSubdirectory("latency-").FullName;
        try
        {
            await RunAsync("ResNet-8", new(), seconds, folder);
            await RunAsync("ResNet-20", new() { Widths = [16, 32, 64], BlocksPerStage = 3 }, seconds, folder);
            await RunAsync("ResNet-26, four times as wide", new() { Widths = [64, 128, 256], BlocksPerStage = 4 }, seconds, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static async Task RunAsync(string name, ResidualNetworkOptions network, double seconds, string folder)
    {
        var model = Path.Combine(folder, "model.onnx");
        OnnxFile.Save(ResidualNetwork.Build(network), model);
        var spec = new StudySpec
        {
            Name = "latency",
            Model = model,
            Data = new() { Train = "/usr/share/datasets/fashion-mnist/train", Test = "/usr/share/datasets/fashion-mnist/t10k", Scale = 1 / 255.0 },
            Budget = new Budget { Time = TimeSpan.FromSeconds(20 * seconds) },
        };
        var analysis = await RunAsync<ModelAnalysis>(new CompressionPipeline().Analyse(spec, new("", "")), model, folder);
        var space = SpacePlanner.Plan(analysis, spec);
        var random = new Random(1);
        ImmutableArray<ModelCut> heldOut =
        [
            .. Enumerable.Range(0, HeldOut).Select(_ => new ModelCut(
                space.Genes.OfType<NumberGene>().Where(gene => gene.Name.StartsWith(GeneNames.KeepPrefix, StringComparison.Ordinal))
                    .ToImmutableSortedDictionary(gene => gene.Name[GeneNames.KeepPrefix.Length..], gene => gene.ValueAt(random.Next(gene.Count)).Number, StringComparer.Ordinal),
                [.. analysis.Blocks.Where(_ => random.Next(4) == 0).Select(block => block.Name).Order(StringComparer.Ordinal)])),
        ];
        var truth = await TimeAsync(spec, heldOut, Plenty, model, folder);
        Console.WriteLine($"{name}: {analysis.Macs / 1e6:0} M MACs, {analysis.Groups.Length} groups, {analysis.Blocks.Length} blocks");
        var apart = analysis with
        {
            Groups = [.. analysis.Groups.Select(group => group with { Like = null })],
            Blocks = [.. analysis.Blocks.Select(block => block with { Like = null })],
        };
        foreach (var (kind, known) in new[] { ("shared among like blocks", analysis), ("each on its own", apart) })
        {
            var survey = LatencySurvey.Of(space, known, spec)!;
            var start = Stopwatch.GetTimestamp();
            var table = LatencyModel.Checked(known, await TimeAsync(spec, survey.Cuts, survey.Seconds, model, folder));
            var took = Stopwatch.GetElapsedTime(start).TotalSeconds;
            var predictor = LatencyModel.Of(known, table with { Error = 0 })!;
            var errors = truth.Cuts.Select(cut => Math.Abs(predictor.Of(cut.Cut) / cut.Ratio - 1)).Order().ToList();
            Console.WriteLine(
                $"  {kind}: {table.Cuts.Length} of {survey.Cuts.Length} cuts in {took:0.0} s; error of its own cuts of everything {table.Error:P1} on average{(table.ByMacs ? " (by MACs)" : "")}; of {HeldOut} others {errors[HeldOut / 2]:P1} (median), {errors[^1]:P1} (largest)");
            foreach (var cut in table.Cuts.Where(cut => !cut.Cut.IsSingle()))
            {
                Console.WriteLine($"    measured {cut.Ratio:0.000}, predicted {predictor.Of(cut.Cut):0.000}");
            }
        }

        var byMacs = truth.Cuts.Select(cut => Math.Abs(Macs(cut.Cut) / cut.Ratio - 1)).Order().ToList();
        Console.WriteLine($"  by MACs alone: error {byMacs[HeldOut / 2]:P1} (median), {byMacs[^1]:P1} (largest)");

        double Macs(ModelCut cut) => analysis.CostOf(group => group.Kept(cut.Keep.GetValueOrDefault(group.Name, 1)), cut.Skip).Macs / analysis.Macs;
    }

    private static Task<LatencyTable> TimeAsync(StudySpec spec, ImmutableArray<ModelCut> cuts, double seconds, string model, string folder) =>
        RunAsync<LatencyTable>(new CompressionPipeline().Time(spec, new("", ""), cuts, seconds), model, folder);

    private static async Task<T> RunAsync<T>(Stage stage, string model, string folder)
    {
        var context = new StageContext(
            "", new Dictionary<string, string> { ["model"] = model }, folder, folder, stage.Seed, 1, null, new Progress<StageProgress>(), TimeProvider.System, CancellationToken.None);
        return await StageRunner.RunAsync(stage.Name, stage.Version, stage.Parameters, context) is StageResult.Succeeded done
            ? Json.Read<T>(done.Values)
            : throw new InvalidOperationException($"{stage.Name} failed");
    }
}
