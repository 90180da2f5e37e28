using System.Collections.Immutable;
using AutoCompress.Datasets;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Client.Studies;

/// <summary>Reads a study file (YAML) and reports everything that is wrong with it at once, each with its line and remedy.</summary>
internal static class StudyFile
{
    /// <param name="checkData">Whether the data has to be on this machine; a remote silo looks for itself.</param>
    /// <exception cref="StudyFileException">Something is wrong with the study.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static StudySpec Read(string path, bool checkData = true)
    {
        using var text = new StreamReader(path);
        return Parse(text, path, checkData) switch
        {
            StudyFileResult.Loaded loaded => loaded.Spec,
            StudyFileResult.Refused refused => throw new StudyFileException(path, refused.Faults),
            var other => throw new InvalidOperationException($"{other.GetType().Name} is no result of reading a study."),
        };
    }

    /// <param name="path">The file's name for messages; relative paths in the study start from its folder.</param>
    internal static StudyFileResult Parse(TextReader text, string path, bool checkData)
    {
        var faults = new FaultList(path);
        if (StudyDocument.Read(text, faults) is not { } root)
        {
            return new StudyFileResult.Refused(faults.All);
        }

        var section = new YamlSection(root, "", faults);
        var spec = ReadSpec(section, Path.GetDirectoryName(Path.GetFullPath(path))!);
        CheckFiles(spec, faults, checkData);
        faults.AddUnlessNamed(StudySpecValidator.Validate(spec));
        return faults.All.IsEmpty ? new StudyFileResult.Loaded(spec) : new StudyFileResult.Refused(faults.All);
    }

    private static StudySpec ReadSpec(YamlSection root, string folder)
    {
        var data = root.Section("data");
        var target = root.Section("target");
        var budget = root.Section("budget");
        var space = root.Section("space");
        var training = root.Section("training");
        var energy = root.Section("energy");
        var fallback = new StudySpec { Name = "", Model = "", Data = new DataSpec { Train = "", Test = "" } };
        var spec = fallback with
        {
            Name = root.Text("name", ""),
            Model = StudyPath.Rooted(root.Text("model", ""), folder),
            Data = DataSection.Read(data, folder),
            Task = root.Choice("task", fallback.Task),
            Metric = root.OptionalChoice<AccuracyMetric>("metric"),
            Output = root.OptionalText("output"),
            Command = root.Texts("command"),
            Objectives = root.Choices("objectives", fallback.Objectives),
            Constraints = Constraints(root.Section("constraints", open: true)),
            Target = new Target
            {
                Device = target.Text("device", fallback.Target.Device),
                Threads = target.Whole("threads", fallback.Target.Threads),
                Batch = target.Whole("batch", fallback.Target.Batch),
                WeightBits = target.OptionalWhole("weight_bits"),
                LatencySeconds = target.OptionalNumber("latency_seconds"),
            },
            Budget = new Budget
            {
                Trials = budget.Whole("trials", fallback.Budget.Trials),
                Time = budget.Time("time", fallback.Budget.Time),
            },
            Seed = root.Seed("seed", fallback.Seed),
            Space = new SpaceSpec
            {
                MinKeep = space.Number("min_keep", fallback.Space.MinKeep),
                Precisions = space.Choices("precisions", fallback.Space.Precisions),
                Criteria = space.Choices("criteria", fallback.Space.Criteria),
                Calibrations = space.Choices("calibrations", fallback.Space.Calibrations),
            },
            Training = Training(training, fallback.Training),
            Algorithm = root.Text("algorithm", fallback.Algorithm),
            Tenant = root.Text("tenant", fallback.Tenant),
            Priority = root.Whole("priority", fallback.Priority),
            WarmStart = root.Texts("warm_start"),
            Energy = new EnergyModel
            {
                WattsPerCore = energy.Number("watts_per_core", fallback.Energy.WattsPerCore),
                GridIntensity = energy.Number("grid_intensity", fallback.Energy.GridIntensity),
            },
        };
        foreach (var section in new[] { root, data, target, budget, space, training, energy })
        {
            section.ReportUnknown();
        }

        return spec;
    }

    private static TrainingSpec Training(YamlSection training, TrainingSpec fallback) => new()
    {
        ProbeImages = training.Whole("probe_images", fallback.ProbeImages),
        RefineShare = training.Number("refine_share", fallback.RefineShare),
        RefinePoints = training.Whole("refine_points", fallback.RefinePoints),
        BatchSize = training.Whole("batch_size", fallback.BatchSize),
        Optimizer = training.OptionalChoice<OptimizerKind>("optimizer"),
        Momentum = training.Number("momentum", fallback.Momentum),
        WeightDecay = training.Number("weight_decay", fallback.WeightDecay),
        WarmUp = training.Number("warm_up", fallback.WarmUp),
        Shift = training.Whole("shift", fallback.Shift),
        Flip = training.Flag("flip", fallback.Flip),
        Views = training.Whole("views", fallback.Views),
        Device = training.OptionalText("device"),
        Memory = (long?)training.Quantity("memory", Metric.Size),
    };

    private static ImmutableSortedDictionary<Metric, double> Constraints(YamlSection section)
    {
        var constraints = ImmutableSortedDictionary.CreateBuilder<Metric, double>();
        foreach (var (metric, key) in section.KeysAs<Metric>())
        {
            if (section.Quantity(key, metric) is { } bound)
            {
                constraints[metric] = bound;
            }
        }

        return constraints.ToImmutable();
    }

    private static void CheckFiles(StudySpec spec, FaultList faults, bool checkData)
    {
        if (spec.Model.Length > 0 && !DataReference.IsAddress(spec.Model) && !File.Exists(spec.Model))
        {
            faults.Add("model", $"names {spec.Model}, which is not there", "Correct the path; a relative one starts from the study file's folder.");
        }

        if (checkData)
        {
            DataSection.CheckFiles(spec.Data, spec.Task != TaskKind.Imitate, faults);
        }
    }
}
