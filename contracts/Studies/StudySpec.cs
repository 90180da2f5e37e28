using System.Collections.Immutable;
using System.Text.Json.Serialization;
using AutoCompress.Trials;

namespace AutoCompress.Studies;

/// <summary>What the user submitted. Paths are absolute by the time a spec is built; a model may also be an artifact.</summary>
public sealed record StudySpec
{
    /// <summary>Letters, digits, '.', '_' and '-', 1 to 64 of them; names the output folder.</summary>
    public required string Name { get; init; }

    /// <summary>The trained model: a path that the silo can read, an address of a <see cref="Datasets.DataReference"/>, or "artifact:" and a SHA-256.</summary>
    public required string Model { get; init; }

    public required DataSpec Data { get; init; }

    public TaskKind Task { get; init; } = TaskKind.Classification;

    /// <summary>What accuracy means; null for the task's usual one (<see cref="AccuracyMetrics"/>).</summary>
    public AccuracyMetric? Metric { get; init; }

    /// <summary>The model's output that is trained and scored; null for the first one, and for all of them in imitation.</summary>
    public string? Output { get; init; }

    /// <summary>
    /// The program, and its first arguments, that scores predictions for <see cref="AccuracyMetric.Command"/>. It is given three more: a .npy
    /// file of predictions [samples, …], one of the samples' places in the data as int64, and "train" or "test". Its last line of output is the
    /// accuracy. Empty for every other metric.
    /// </summary>
    public ImmutableArray<string> Command { get; init; } = [];

    /// <summary>Two or more metrics, each optimised in its own direction.</summary>
    public ImmutableArray<Metric> Objectives { get; init; } = [Trials.Metric.Accuracy, Trials.Metric.Latency, Trials.Metric.Size];

    /// <summary>Upper bounds (lower bounds for maximised metrics) that a point of the front must keep.</summary>
    public ImmutableSortedDictionary<Metric, double> Constraints { get; init; } = ImmutableSortedDictionary<Metric, double>.Empty;

    public Target Target { get; init; } = new();

    public Budget Budget { get; init; } = new();

    public ulong Seed { get; init; } = 1;

    public SpaceSpec Space { get; init; } = new();

    public TrainingSpec Training { get; init; } = new();

    /// <summary>The search algorithm, one of <see cref="StudySpecValidator.Algorithms"/>; "auto" chooses and mixes.</summary>
    public string Algorithm { get; init; } = "auto";

    public EnergyModel Energy { get; init; } = new();

    /// <summary>Who the study is for: tenants with active studies have equal shares of a cluster. At most 64 characters; empty for those without a name.</summary>
    public string Tenant { get; init; } = "";

    /// <summary>One more doubles the study's part of its tenant's share; −10 to 10.</summary>
    public int Priority { get; init; }

    /// <summary>The study whose trials this one's history begins with; null for a study that begins anew. They count against none of its budget.</summary>
    public ContinuedStudy? Continues { get; init; }

    /// <summary>
    /// Earlier studies whose findings the search starts from: their ids, or <see cref="Family"/> for all of the same model or family on this server. Other than with
    /// <see cref="Continues"/>, the study measures everything itself.
    /// </summary>
    public ImmutableArray<string> WarmStart { get; init; } = [];

    /// <summary>What <see cref="WarmStart"/> holds for the studies of the same model or family.</summary>
    public const string Family = "family";

    /// <summary>
    /// The optimizer of the fine-tuning. Real numbers may have any unit, and with them the gradients: AdamW takes no notice of it, so it trains
    /// regressions and imitations; SGD the rest.
    /// </summary>
    [JsonIgnore]
    public OptimizerKind OptimizerOrDefault => Training.Optimizer ?? (Task is TaskKind.Regression or TaskKind.Imitate ? OptimizerKind.AdamW : OptimizerKind.Sgd);
}
