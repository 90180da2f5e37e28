using System.Collections.Immutable;
using AutoCompress.Engine.Architectures;
using AutoCompress.Engine.Tasks;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Stages;

/// <summary>Stages that stand alone, outside of a study.</summary>
public static class LocalStages
{
    /// <summary>Backend tests take milliseconds.</summary>
    private const double ConformanceSeconds = 60;

    private static readonly ImmutableArray<string> Cpu = [StageLabels.Cpu];

    /// <summary>Input "model"; values: a <see cref="Spaces.ModelAnalysis"/>.</summary>
    public static Stage Analyse() => CompressionPipeline.Analysing.Call(new(), 0, [new("model", "file")], Cpu);

    /// <summary>No input; values: a <see cref="NativeReport"/>.</summary>
    public static Stage Probe() => CompressionPipeline.Probing.Call(new(), 0, [], Cpu);

    /// <summary>Input "model"; output "model": a random cut of it, proved; values: <see cref="ProveValues"/>.</summary>
    /// <param name="keep">The share of each group's channels that stays, (0, 1).</param>
    public static Stage Prove(double keep, ulong seed, double? seconds) => CompressionPipeline.Proving.Call(new(keep), seed, [new("model", "file")], Cpu, seconds);

    /// <summary>Input "model"; values: <see cref="CheckValues"/>; output "model" for a model with external data.</summary>
    public static Stage Check(StudySpec spec) => CompressionPipeline.Checking.Call(new(spec.Data, StudyTask.Of(spec), spec.Seed), spec.Seed, [new("model", "file")], Cpu);

    /// <summary>Input "model", and its data files by their names; values: <see cref="ConformanceValues"/>.</summary>
    public static Stage Conformance() => CompressionPipeline.Conforming.Call(new(), 0, [new("model", "file")], Cpu, ConformanceSeconds);

    /// <summary>No input; output "model": a <see cref="ResidualNetwork"/> with random weights.</summary>
    public static Stage Create(ResidualNetworkOptions network) => CompressionPipeline.Creating.Call(new(network), network.Seed, [], Cpu);

    /// <summary>Input "model"; output "model": the same graph, trained on the labels of the training split.</summary>
    public static Stage Train(DataSpec data, TrainingSpec settings, int images, double learningRate, ulong seed) => CompressionPipeline.Training.Call(
        new(new(data, StudyTask.Classification, "", seed), new(settings, images, learningRate, Temperature: 1, Alpha: 0), Reestimate: false), seed, [new("model", "file")], Cpu);

    /// <summary>Input "model"; values: its accuracy and macro-F1 on the test split, read by <see cref="ReadMetrics"/>.</summary>
    public static Stage Score(DataSpec data, ulong seed) => CompressionPipeline.Scoring.Call(new(new(data, StudyTask.Classification, "", seed)), seed, [new("model", "file")], Cpu);

    /// <summary>The metrics of a finished <see cref="Score"/>.</summary>
    public static ImmutableSortedDictionary<Metric, Measurement> ReadMetrics(string values) => Json.Read<MetricValues>(values).Values;

    /// <summary>Size, MACs and parameters of a finished "quantize" or "quantize-aware" stage.</summary>
    public static ImmutableSortedDictionary<Metric, Measurement> ReadCosts(string values) => Json.Read<ExportValues>(values).Values;

    /// <summary>What a finished <see cref="Check"/> found.</summary>
    public static CheckValues ReadCheck(string values) => Json.Read<CheckValues>(values);
}
