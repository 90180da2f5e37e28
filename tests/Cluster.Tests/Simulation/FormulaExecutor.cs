using System.Collections.Concurrent;
using System.Collections.Immutable;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Simulation;

/// <summary>Runs the stages of <see cref="FormulaPipeline"/> in no time and remembers who ran when and where.</summary>
internal sealed class FormulaExecutor : IStageExecutor
{
    public static readonly ModelAnalysis Analysis = new(
        1_000_000, 250_000, 38_000_000, 17, [], [],
        [new("stem", 16, 4, ["conv1"], ["conv2"]), new("body", 32, 8, ["conv2"], ["head"])],
        [new("conv2", ["body", "stem"], [], 400, 70_000, IsWeight: true), new("head", ["body"], [], 1000, 1000, IsWeight: true)],
        []);

    private readonly ConcurrentDictionary<int, string> _cores = new();
    private int _measuring;

    /// <summary>Keys of the stages that were started, once for each start.</summary>
    public ConcurrentQueue<string> Started { get; } = new();

    /// <summary>Names of the stages that were started.</summary>
    public ConcurrentQueue<string> Names { get; } = new();

    /// <summary>Steps that found another on one of their cores or in the measuring slot.</summary>
    public int Collisions;

    /// <summary>The most steps that ran at the same time.</summary>
    public int MostAtOnce;

    /// <summary>Awaited in the middle of each stage.</summary>
    public Func<Stage, CancellationToken, Task> Middle { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Replaces a stage's result.</summary>
    public Func<Stage, StageResult?> Answer { get; set; } = _ => null;

    /// <summary>Where stages leave their checkpoints on this executor's machine; null for nowhere.</summary>
    public string? Checkpoints { get; init; }

    public string? CheckpointFolder(Stage stage) => Checkpoints is null ? null : Path.Combine(Checkpoints, stage.Key);

    public async Task<StageResult> RunAsync(
        Stage stage,
        IReadOnlyDictionary<string, string> inputs,
        string outputFolder,
        IReadOnlyList<int> cores,
        IProgress<StageProgress> progress,
        CancellationToken cancellationToken)
    {
        Started.Enqueue(stage.Key);
        Names.Enqueue(stage.Name);
        var measures = stage.Labels.Contains(StageLabels.Measure);
        var collided = cores.Count(core => !_cores.TryAdd(core, stage.Key)) + (measures && Interlocked.Increment(ref _measuring) > 1 ? 1 : 0);
        Interlocked.Add(ref Collisions, collided);
        MostAtOnce = Math.Max(MostAtOnce, _cores.Count);
        try
        {
            progress.Report(new StageProgress(0.5, "half"));
            await Middle(stage, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            return Answer(stage) ?? await SucceedAsync(stage, inputs, outputFolder, cancellationToken);
        }
        finally
        {
            foreach (var core in cores)
            {
                _cores.TryRemove(core, out _);
            }

            if (measures)
            {
                Interlocked.Decrement(ref _measuring);
            }
        }
    }

    /// <summary>The values that a stage leaves.</summary>
    public static string ValuesOf(Stage stage)
    {
        var point = new FrontPoint(0, new Candidate([]), "model", ImmutableSortedDictionary<Metric, Measurement>.Empty, ImmutableSortedDictionary<Metric, Measurement>.Empty);
        return stage.Name switch
        {
            "analyse" => Json.Write(Analysis),
            "sense" => Json.Write(new SensitivityTable([])),
            "time" => Json.Write(new LatencyTable([.. Json.Read<ImmutableArray<ModelCut>>(stage.Parameters).Select(cut => new CutLatency(cut, RatioOf(cut)))])),
            "finalise" => Json.Write(new FrontReport(point, [.. Json.Read<int[]>(stage.Parameters).Select(trial => point with { Trial = trial })], null)),
            _ => "{}",
        };
    }

    /// <summary>As <see cref="FormulaPipeline.Conclude"/> has it: the mean of the widths.</summary>
    private static double RatioOf(ModelCut cut) => Analysis.Groups.Average(group => cut.Keep.GetValueOrDefault(group.Name, 1));

    private static async Task<StageResult> SucceedAsync(
        Stage stage, IReadOnlyDictionary<string, string> inputs, string outputFolder, CancellationToken cancellationToken)
    {
        foreach (var input in inputs.Values)
        {
            Assert.NotEmpty(await File.ReadAllTextAsync(input, cancellationToken));
        }

        var file = Path.Combine(outputFolder, "model.onnx");
        await File.WriteAllTextAsync(file, $"{stage.Name} {stage.Parameters} {stage.Key}", cancellationToken);
        return new StageResult.Succeeded(ImmutableSortedDictionary<string, string>.Empty.Add("model", file), ValuesOf(stage));
    }
}
