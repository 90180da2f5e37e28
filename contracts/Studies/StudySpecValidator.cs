using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using AutoCompress.Datasets;
using AutoCompress.Trials;

namespace AutoCompress.Studies;

/// <summary>Checks the values of a spec, without looking at any file. Field names are those of a study file.</summary>
public static partial class StudySpecValidator
{
    private const string ArtifactPrefix = "artifact:";
    private const int MaxName = 64;
    private const double MaxRefineShare = 0.9;
    private const int MaxShift = 64;
    private const int MaxViews = 256;
    private const int MaxPriority = 10;
    private const int MaxEarlier = 8;
    private const int MaxId = 128;

    private static readonly TimeSpan LeastTime = TimeSpan.FromSeconds(10);

    /// <summary>Devices that a study can be trained on.</summary>
    private static readonly ImmutableArray<string> TrainingDevices = ["cpu", "cuda"];

    private const long MostMemory = 1L << 50;

    /// <summary>Search algorithms by name, the default first.</summary>
    public static ImmutableArray<string> Algorithms { get; } =
        ["auto", "surrogate", "nsga-ii", "nsga-iii", "mo-tpe", "regularised-evolution", "reinforce", "random", "quasi-random"];

    /// <summary>Whether a study may have this priority.</summary>
    public static bool IsPriority(int priority) => priority is >= -MaxPriority and <= MaxPriority;

    /// <summary>Everything that is wrong; empty for a spec that can run.</summary>
    public static ImmutableArray<SpecFault> Validate(StudySpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var faults = new Faults();
        CheckName(spec.Name, faults);
        CheckModel(spec.Model, faults);
        DataRules.Check(spec.Data, spec.Task, faults);
        CheckTask(spec, faults);
        CheckObjectives(spec.Objectives, faults);
        ConstraintRules.Check(spec.Constraints, faults);
        faults.Unless(
            DevicePattern().IsMatch(spec.Target.Device),
            "target.device",
            $"is '{spec.Target.Device}'",
            "Write cpu, cuda, or the name of a device as 'autocompress silos' lists it behind 'device:', such as raspberry-pi-5.");
        faults.Range("target.threads", spec.Target.Threads, 1, 1024);
        faults.Range("target.batch", spec.Target.Batch, 1, 65_536);
        faults.Unless(spec.Target.WeightBits is null or 7 or 8, "target.weight_bits", $"is {spec.Target.WeightBits}", "Give 8, or 7 for a processor without 8-bit dot products (VNNI); leave it out for what this machine needs.");
        faults.Range("target.latency_seconds", spec.Target.LatencySeconds ?? 3, 0.1, 3600);
        faults.Range("budget.trials", spec.Budget.Trials, 1, 1_000_000);
        faults.Unless(spec.Budget.Time >= LeastTime, "budget.time", $"is {spec.Budget.Time.TotalSeconds:0.###} s", "Give at least 10s, such as 8m.");
        CheckSpace(spec.Space, faults);
        CheckTraining(spec.Training, faults);
        faults.OneOf("algorithm", spec.Algorithm, Algorithms);
        faults.Above("energy.watts_per_core", spec.Energy.WattsPerCore, 0);
        faults.Range("energy.grid_intensity", spec.Energy.GridIntensity, 0, 1e6);
        faults.Unless(
            spec.Tenant.Length <= MaxName && !spec.Tenant.Any(char.IsControl), "tenant", $"is '{spec.Tenant}'", "Give at most 64 characters, none of them a control character.");
        faults.Range("priority", spec.Priority, -MaxPriority, MaxPriority);
        CheckWarmStart(spec.WarmStart, faults);
        return faults.All;
    }

    private static void CheckWarmStart(ImmutableArray<string> studies, Faults faults)
    {
        faults.Distinct("warm_start", studies, "Name each study once.");
        faults.Unless(studies.Length <= MaxEarlier, "warm_start", $"names {studies.Length} studies", $"Name at most {MaxEarlier}: the ones most like this study say the most.");
        faults.Unless(
            studies.All(study => study.Length is > 0 and <= MaxId && !study.Any(char.IsControl)),
            "warm_start", "holds something that is no study's id", $"Write ids as 'autocompress list' shows them, or {StudySpec.Family}.");
    }

    private static void CheckName(string name, Faults faults)
    {
        const string remedy = "Use 1 to 64 letters, digits, '.', '_' and '-', starting with a letter or a digit; it names the output folder.";
        if (name.Length == 0)
        {
            faults.Missing("name", remedy);
        }
        else
        {
            faults.Unless(name.Length <= MaxName && NamePattern().IsMatch(name), "name", $"is '{name}'", remedy);
        }
    }

    private static void CheckModel(string model, Faults faults)
    {
        if (model.Length == 0)
        {
            faults.Missing("model", "Give the path of the trained ONNX file.");
        }
        else if (model.StartsWith(ArtifactPrefix, StringComparison.Ordinal))
        {
            faults.Unless(Sha256Pattern().IsMatch(model[ArtifactPrefix.Length..]), "model", $"is '{model}'", "Write artifact: and the 64 lower-case hexadecimal digits of the SHA-256.");
        }
        else if (DataReference.Parse(model) is var (reference, what, remedy) && reference is null)
        {
            faults.Unless(false, "model", what, remedy);
        }
        else if (reference is DataReference.Local local)
        {
            faults.Unless(Path.IsPathRooted(local.Path), "model", $"is the relative path '{model}'", "Give an absolute path, or upload the file and write artifact: and its SHA-256.");
        }
    }

    private static void CheckTask(StudySpec spec, Faults faults)
    {
        var offered = AccuracyMetrics.For(spec.Task);
        faults.Unless(
            spec.Metric is not { } metric || offered.Contains(metric),
            "metric",
            $"is '{(spec.Metric is { } given ? KebabCase.Of(given) : "")}', which means nothing for task {KebabCase.Of(spec.Task)}",
            $"Write one of {string.Join(", ", offered.Select(KebabCase.Of))}, or leave it out.");
        faults.Unless(
            spec.Metric == AccuracyMetric.Command == !spec.Command.IsEmpty,
            "command",
            spec.Command.IsEmpty ? "is missing" : "means nothing without metric: command",
            spec.Command.IsEmpty ? "Give the program that scores predictions, such as [python3, score.py]; docs/tasks.md says what it is given." : "Leave it out, or write metric: command.");
    }

    private static void CheckObjectives(ImmutableArray<Metric> objectives, Faults faults)
    {
        faults.Distinct("objectives", objectives, "Name each metric once.");
        faults.Unless(objectives.Length >= 2, "objectives", objectives.Length == 0 ? "is empty" : "holds a single metric", "Name two or more, such as accuracy, latency, size.");
        faults.Unless(!objectives.Contains(Metric.Agreement), "objectives", "holds agreement", "Leave it out: a file that disagrees fails its trial anyway.");
        Same(Metric.Accuracy, Metric.AccuracyDrop, "accuracy and accuracy_drop");
        Same(Metric.Latency, Metric.Speedup, "latency and speedup");

        void Same(Metric one, Metric other, string names) => faults.Unless(
            !(objectives.Contains(one) && objectives.Contains(other)), "objectives", $"holds both {names}", "Keep one: they put the candidates in the same order.");
    }

    private static void CheckSpace(SpaceSpec space, Faults faults)
    {
        faults.Unless(space.MinKeep is > 0 and <= 1, "space.min_keep", $"is {Text(space.MinKeep)}", "Give a share of the channels, above 0 and at most 1.");
        faults.Distinct("space.precisions", space.Precisions, "Name each precision once.");
        faults.Distinct("space.criteria", space.Criteria, "Name each criterion once.");
        faults.Distinct("space.calibrations", space.Calibrations, "Name each method once.");
        faults.NotEmpty("space.precisions", space.Precisions);
        faults.NotEmpty("space.criteria", space.Criteria);
        faults.NotEmpty("space.calibrations", space.Calibrations);
    }

    private static void CheckTraining(TrainingSpec training, Faults faults)
    {
        faults.OneOf("training.device", training.Device ?? TrainingDevices[0], TrainingDevices);
        faults.Unless(training.Memory is null or (> 0 and <= MostMemory), "training.memory", $"is {training.Memory}", "Give a size, such as 8GB, or leave it out.");
        faults.Range("training.probe_images", training.ProbeImages, 0, int.MaxValue);
        faults.Range("training.refine_share", training.RefineShare, 0, MaxRefineShare);
        faults.Range("training.refine_points", training.RefinePoints, training.RefineShare > 0 ? 1 : 0, 1000);
        faults.Range("training.batch_size", training.BatchSize, 2, 65_536);
        faults.Unless(training.Momentum is >= 0 and < 1, "training.momentum", $"is {Text(training.Momentum)}", "Give a number from 0 to below 1.");
        faults.Range("training.weight_decay", training.WeightDecay, 0, 1);
        faults.Range("training.warm_up", training.WarmUp, 0, 1);
        faults.Range("training.shift", training.Shift, 0, MaxShift);
        faults.Range("training.views", training.Views, 1, MaxViews);
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    private static partial Regex NamePattern();

    [GeneratedRegex("^[a-z0-9][a-z0-9._-]{0,63}$")]
    private static partial Regex DevicePattern();

    [GeneratedRegex("^[0-9a-f]{64}$")]
    private static partial Regex Sha256Pattern();
}
