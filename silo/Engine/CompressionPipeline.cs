using System.Collections.Immutable;
using AutoCompress.Engine.Stages;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Engine;

/// <summary>
/// What happens to a candidate, in order; read this first. Each step is a <see cref="Stage"/> whose key names its result, so
/// candidates that share a prefix share its work.
/// <list type="number">
/// <item><b>prune</b>: residual blocks are left out, channels ranked and cut; skipped when everything is kept.</item>
/// <item><b>train</b>: BatchNorm is re-estimated and the cut model fine-tuned against labels and teacher, once a rung.</item>
/// <item><b>baseline</b>: the original's answers, which every candidate is compared with (once a study).</item>
/// <item><b>quantize</b> or <b>quantize-aware</b>: BatchNorm is folded and the number format chosen; the second trains the quantized graph.</item>
/// <item><b>evaluate</b>: the exported file must agree with the trainer; then its accuracy, size, MACs and parameters.</item>
/// <item><b>measure</b>: latency against the original and memory, alone on a core.</item>
/// </list>
/// </summary>
public sealed class CompressionPipeline : ITrialPipeline
{
    /// <summary>Latency budget of a trial in seconds; it ends earlier once the ratio's interval is narrow.</summary>
    private const double ProbeLatencySeconds = 3;
    private const double RefinedLatencySeconds = 4;

    /// <summary>The sweep runs while nothing else does.</summary>
    private const int SensingCores = 2;

    private const double QuantizationAwareCost = 1.5;

    private static readonly ImmutableArray<string> Cpu = [StageLabels.Cpu];
    private static readonly ImmutableArray<string> Measure = [StageLabels.Measure];

    internal static readonly AnalyseStage Analysing = new();
    internal static readonly CheckStage Checking = new();
    internal static readonly ProbeStage Probing = new();
    internal static readonly ProveStage Proving = new();
    internal static readonly ConformanceStage Conforming = new();
    internal static readonly CreateStage Creating = new();
    internal static readonly ScoreStage Scoring = new();
    private static readonly SenseStage Sensing = new();
    private static readonly TimeStage Timing = new();
    private static readonly BaselineStage Baselining = new();
    private static readonly PruneStage Pruning = new();
    internal static readonly TrainStage Training = new();
    private static readonly QuantizeStage Quantizing = new();
    private static readonly QuantizeAwareStage QuantizingAware = new();
    private static readonly EvaluateStage Evaluating = new();
    private static readonly MeasureStage Measuring = new();
    private static readonly FinaliseStage Finalising = new();

    internal static ImmutableArray<IEngineStage> AllStages { get; } =
        [Analysing, Checking, Probing, Proving, Conforming, Creating, Scoring, Sensing, Timing, Baselining, Pruning, Training, Quantizing, QuantizingAware, Evaluating, Measuring, Finalising];

    /// <inheritdoc/>
    public Stage Analyse(StudySpec spec, StudyInputs inputs) =>
        Analysing.Call(new(), 0, [Input("model", inputs)], Cpu);

    /// <inheritdoc/>
    public Stage Sense(StudySpec spec, StudyInputs inputs, ModelAnalysis analysis) =>
        Sensing.Call(new(StudyData.Of(spec, inputs), SettingsOf(spec), [0.5, 0.25]), spec.Seed, [Input("model", inputs), .. Data(inputs)], LabelsOf(spec, Cpu)) with { Cores = SensingCores };

    /// <inheritdoc/>
    /// <remarks>Neither the study's seed nor its split decides how fast a model is, so studies of a model and a target share the table.</remarks>
    public Stage Time(StudySpec spec, StudyInputs inputs, ImmutableArray<ModelCut> cuts, double seconds) => Timing.Call(
        new(StudyData.Of(spec, inputs) with { SplitSeed = 0 }, spec.Target with { LatencySeconds = null, WeightBits = null }, cuts, seconds), 0, [Input("model", inputs), .. Data(inputs)], MetersOf(spec));

    /// <inheritdoc/>
    public ImmutableArray<Stage> Evaluate(StudySpec spec, StudyInputs inputs, ImmutableArray<Trial> lineage)
    {
        var data = StudyData.Of(spec, inputs);
        var (candidate, fidelity) = (lineage[^1].Candidate, lineage[^1].Fidelity);
        var stages = ImmutableArray.CreateBuilder<Stage>();

        var model = Stage.Artifact(inputs.Model);

        var keep = KeepRatios(candidate);
        var skip = SkippedBlocks(candidate);
        var isCut = !keep.IsEmpty || !skip.IsEmpty;
        if (isCut)
        {
            var criterion = KebabCase.Parse<PruningCriterion>(candidate.Choice(GeneNames.Criterion, "l1"));
            var ranking = criterion == PruningCriterion.Taylor ? new RankingData(data, SettingsOf(spec)) : null;
            model = Add(Pruning.Call(new(keep, skip, criterion, ranking), spec.Seed, [new("model", model), .. ranking is null ? [] : Data(inputs)], Cpu)).Output("model");
        }

        var rungs = lineage.Select(trial => trial.Fidelity).Where(rung => rung.Images > 0 && (rung.Rung > 0 || isCut)).ToList();
        if (isCut && rungs.Count == 0)
        {
            rungs.Add(fidelity); // BatchNorm alone
        }

        foreach (var rung in rungs)
        {
            var training = TrainingPlan.Of(spec, candidate, rung.Images);
            model = Add(Training.Call(new(data, training, Reestimate: rung.Rung == 0), spec.Seed, [new("model", model), Input("teacher", inputs), .. Data(inputs)], TrainersOf(spec), TrainingSeconds(rung)))
                .Output("model");
        }

        var baseline = Add(Baseline(spec, inputs));
        var precision = candidate.Precision();
        var calibration = KebabCase.Parse<CalibrationMethod>(candidate.Choice(GeneNames.Calibration, "min-max"));
        var weightBits = spec.Target.WeightBits ?? inputs.WeightBits;
        var exported = Add(precision == Precision.Int8 && fidelity.QuantizationAwareImages > 0
            ? QuantizingAware.Call(
                new(data, calibration, weightBits, TrainingPlan.Of(spec, candidate, fidelity.QuantizationAwareImages)),
                spec.Seed,
                [new("model", model), Input("teacher", inputs), .. Data(inputs)],
                LabelsOf(spec, TrainersOf(spec)),
                QuantizationAwareSeconds(fidelity))
            : Quantizing.Call(new(data, precision, calibration, weightBits), spec.Seed, [new("model", model), .. Data(inputs)], Cpu));

        Add(Evaluating.Call(
            new(data, precision, spec.Target.Batch),
            spec.Seed,
            [
                new("model", exported.Output("model")),
                new("reference", exported.Output("reference")),
                new("baseline", baseline.Output("answers")),
                .. Data(inputs),
            ],
            LabelsOf(spec, Cpu)));
        Add(Measuring.Call(
            new(data, spec.Target, spec.Energy),
            spec.Seed,
            [Input("original", inputs), new("model", exported.Output("model")), .. Data(inputs)],
            MetersOf(spec),
            spec.Target.LatencySeconds ?? (fidelity.Rung == 0 ? ProbeLatencySeconds : RefinedLatencySeconds)));
        return stages.ToImmutable();

        Stage Add(Stage stage)
        {
            stages.Add(stage);
            return stage;
        }
    }

    /// <inheritdoc/>
    public TrialResult Conclude(StudySpec spec, Trial trial, ImmutableArray<StageOutput> outputs, ImmutableArray<double> executedSeconds)
    {
        var export = outputs[^3];
        var values = ImmutableSortedDictionary.CreateBuilder<Metric, Measurement>();
        values.AddRange(Json.Read<ExportValues>(export.Values).Values);
        values.AddRange(Json.Read<MetricValues>(outputs[^2].Values).Values);
        values.AddRange(Json.Read<MetricValues>(outputs[^1].Values).Values);

        var (trainingSeconds, images, saved) = (0.0, 0L, 0L);
        for (var i = 0; i < outputs.Length; i++)
        {
            if (TrainingCost.In(outputs[i].Values) is not { } trained)
            {
                continue;
            }

            if (executedSeconds[i] > 0)
            {
                trainingSeconds += trained.Seconds;
                images += trained.Images;
            }
            else
            {
                saved += trained.Images;
            }
        }

        return new TrialResult.Completed(values.ToImmutable(), export.Artifacts["model"], new(executedSeconds.Sum(), trainingSeconds, images, saved));
    }

    /// <inheritdoc/>
    public Stage Finalise(StudySpec spec, StudyInputs inputs, ImmutableArray<Trial> front)
    {
        var points = front.Select(trial => (trial, Result: (TrialResult.Completed)trial.Result!)).ToList();
        return Finalising.Call(
            new(
                StudyData.Of(spec, inputs),
                spec.Target,
                spec.Energy,
                [.. points.Select(point => new FrontPoint(point.trial.Number, point.trial.Candidate, point.Result.Model, point.Result.Values, NoMetrics))]),
            spec.Seed,
            [
                Input("original", inputs),
                new("baseline", Baseline(spec, inputs).Output("answers")),
                new("baseline-test", Baseline(spec, inputs).Output("test-answers")),
                .. Data(inputs),
                .. points.Select(point => KeyValuePair.Create(FinaliseStage.RoleOf(point.trial.Number), Stage.Artifact(point.Result.Model))),
            ],
            LabelsOf(spec, MetersOf(spec)),
            FinaliseStage.SecondsFor(points.Count));
    }

    private static ImmutableSortedDictionary<Metric, Measurement> NoMetrics => ImmutableSortedDictionary<Metric, Measurement>.Empty;

    private static Stage Baseline(StudySpec spec, StudyInputs inputs) =>
        Baselining.Call(new(StudyData.Of(spec, inputs)), spec.Seed, [Input("model", inputs), .. Data(inputs)], LabelsOf(spec, Cpu));

    /// <summary>What a stage that scores answers asks for.</summary>
    private static ImmutableArray<string> LabelsOf(StudySpec spec, ImmutableArray<string> labels) => spec.Command.IsEmpty ? labels : labels.Add(StageLabels.Command);

    /// <summary>Who trains.</summary>
    private static ImmutableArray<string> TrainersOf(StudySpec spec)
    {
        ImmutableArray<string> labels = [spec.Training.Device == StageLabels.Cuda ? StageLabels.Cuda : StageLabels.Cpu];
        return spec.Training.Memory is { } bytes ? labels.Add(StageLabels.Memory(bytes)) : labels;
    }

    /// <summary>Who measures: machines of the target's kind.</summary>
    private static ImmutableArray<string> MetersOf(StudySpec spec) => spec.Target.Device switch
    {
        StageLabels.Cpu => Measure,
        StageLabels.Cuda => Measure.Add(StageLabels.Cuda),
        var device => Measure.Add(StageLabels.Device(device)),
    };

    /// <summary>What of the training's settings decides the result: where it runs does not.</summary>
    internal static TrainingSpec SettingsOf(StudySpec spec) => spec.Training with { Memory = null };

    private static KeyValuePair<string, string> Input(string role, StudyInputs inputs) => new(role, Stage.Artifact(inputs.Model));

    /// <summary>The packed data of a study that has it; what is read at its path is no input.</summary>
    private static KeyValuePair<string, string>[] Data(StudyInputs inputs) => inputs.Files is { } files ? [new(Stage.DataRole, Stage.Dataset(files.Manifest))] : [];

    private static ImmutableSortedDictionary<string, double> KeepRatios(Candidate candidate) => candidate.Values
        .Where(gene => gene.Key.StartsWith(GeneNames.KeepPrefix, StringComparison.Ordinal) && gene.Value.Number < 1)
        .ToImmutableSortedDictionary(gene => gene.Key[GeneNames.KeepPrefix.Length..], gene => gene.Value.Number, StringComparer.Ordinal);

    private static ImmutableArray<string> SkippedBlocks(Candidate candidate) =>
    [
        .. candidate.Values
            .Where(gene => gene.Key.StartsWith(GeneNames.BlockPrefix, StringComparison.Ordinal) && gene.Value.Choice == GeneNames.SkipBlock)
            .Select(gene => gene.Key[GeneNames.BlockPrefix.Length..]),
    ];

    /// <summary>A rung's time is split between plain and quantization-aware training, whose steps cost half as much again.</summary>
    private static double? TrainingSeconds(Fidelity fidelity) => fidelity.Images > 0 ? fidelity.Seconds * fidelity.Images / WeightedImages(fidelity) : null;

    private static double? QuantizationAwareSeconds(Fidelity fidelity) =>
        fidelity.Seconds * QuantizationAwareCost * fidelity.QuantizationAwareImages / WeightedImages(fidelity);

    private static double WeightedImages(Fidelity fidelity) => fidelity.Images + QuantizationAwareCost * fidelity.QuantizationAwareImages;
}
