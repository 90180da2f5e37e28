using AutoCompress.Client.Studies;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Client;

public sealed class StudyFileTests : IDisposable
{
    private const string Example = """
        name: fashion-mnist
        model: resnet8.onnx
        data: { train: fashion-mnist/train, test: fashion-mnist/t10k, format: idx, scale: 0.00392157 }
        task: classification
        objectives: [accuracy, latency, size]
        constraints: { accuracy_drop: 0.01 }
        target: { device: cpu, threads: 1, batch: 1 }
        budget: { trials: 40, time: 8m }
        seed: 1
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("study-file-").FullName;

    public StudyFileTests()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "fashion-mnist"));
        foreach (var file in new[]
        {
            "resnet8.onnx", "fashion-mnist/train-images-idx3-ubyte.gz", "fashion-mnist/train-labels-idx1-ubyte.gz", "fashion-mnist/t10k-images-idx3-ubyte",
            "fashion-mnist/t10k-labels-idx1-ubyte",
        })
        {
            File.WriteAllText(Path.Combine(_folder, file), "");
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Parse_TheDesignsExample_GivesItsSpec()
    {
        var spec = Spec(Example);

        Assert.Equal("fashion-mnist", spec.Name);
        Assert.Equal(Path.Combine(_folder, "resnet8.onnx"), spec.Model);
        Assert.Equal(Path.Combine(_folder, "fashion-mnist", "train"), spec.Data.Train);
        Assert.Equal(0.00392157, spec.Data.Scale);
        Assert.Equal([Metric.Accuracy, Metric.Latency, Metric.Size], spec.Objectives);
        Assert.Equal(0.01, spec.Constraints[Metric.AccuracyDrop]);
        Assert.Equal(TimeSpan.FromMinutes(8), spec.Budget.Time);
        Assert.Equal(40, spec.Budget.Trials);
    }

    [Fact]
    public void Parse_OnlyWhatIsRequired_TakesTheDefaults()
    {
        var spec = Spec("""
            name: a
            model: resnet8.onnx
            data: { train: fashion-mnist/train, test: fashion-mnist/t10k }
            """);

        Assert.Equal(Json.Write(new StudySpec { Name = "a", Model = spec.Model, Data = spec.Data }), Json.Write(spec));
    }

    [Fact]
    public void Parse_EverySection_IsRead()
    {
        var spec = Spec(Example + """

            algorithm: random
            space: { min_keep: 0.3, precisions: [int8, weight-int8], criteria: [batch_norm_gamma], calibrations: min-max }
            training: { probe_images: 4_000, refine_share: 0.4, refine_points: 3, batch_size: 32, optimizer: adam-w, momentum: 0.8, weight_decay: 1e-4,
                        warm_up: 0.2, shift: 0, flip: false, views: 2, device: cuda, memory: 8GB }
            energy: { watts_per_core: 5, grid_intensity: 20 }
            warm_start: [earlier-3, family]
            """);

        Assert.Equal("random", spec.Algorithm);
        Assert.Equal([Precision.Int8, Precision.WeightInt8], spec.Space.Precisions);
        Assert.Equal([PruningCriterion.BatchNormGamma], spec.Space.Criteria);
        Assert.Equal([CalibrationMethod.MinMax], spec.Space.Calibrations);
        Assert.Equal(
            new TrainingSpec
            {
                ProbeImages = 4000,
                RefineShare = 0.4,
                RefinePoints = 3,
                BatchSize = 32,
                Optimizer = OptimizerKind.AdamW,
                Momentum = 0.8,
                WeightDecay = 1e-4,
                WarmUp = 0.2,
                Shift = 0,
                Flip = false,
                Views = 2,
                Device = "cuda",
                Memory = 8_000_000_000,
            },
            spec.Training);
        Assert.Equal(new EnergyModel { WattsPerCore = 5, GridIntensity = 20 }, spec.Energy);
        Assert.Equal(["earlier-3", StudySpec.Family], spec.WarmStart);
    }

    [Fact]
    public void Parse_TaskWithAProgram_IsRead()
    {
        var spec = Spec(Example.Replace("task: classification", "task: imitate\nmetric: command\ncommand: [python3, score.py]\noutput: logits", StringComparison.Ordinal));

        Assert.Equal((TaskKind.Imitate, AccuracyMetric.Command, "logits"), (spec.Task, spec.Metric, spec.Output));
        Assert.Equal(["python3", "score.py"], spec.Command);
        Assert.Equal(OptimizerKind.AdamW, spec.OptimizerOrDefault);
    }

    [Fact]
    public void Parse_FiveMistakes_NamesAllWithLineAndRemedy()
    {
        var faults = Faults("""
            name: fashion-mnist
            model: resnet9.onnx
            data: { train: fashion-mnist/train, test: fashion-mnist/t10k }
            objectves: [accuracy, latency]
            constraints: { accuracy_drop: 1.5 }
            budget:
              trials: many
              time: 8
            """);

        Assert.Equal(
            [
                $"study.yaml:2: model names {Path.Combine(_folder, "resnet9.onnx")}, which is not there. Correct the path; a relative one starts from the study file's folder.",
                "study.yaml:4: objectves is not known. Did you mean objectives?",
                "study.yaml:5: constraints.accuracy_drop is 1.5, out of range. Give the largest loss against the original as a share, such as 0.01 or 1%.",
                "study.yaml:7: budget.trials is 'many'. Give a whole number.",
                "study.yaml:8: budget.time is '8'. Give a time with its unit, such as 90s, 8m or 1h30m.",
            ],
            faults.Select(fault => fault.Replace(Path.Combine(_folder, "study.yaml"), "study.yaml", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("", ":1: The file is empty.")]
    [InlineData("- a\n- b", ":1: The file does not hold one set of keys and values.")]
    [InlineData("name: a\nmodel: [b", "This is not YAML")]
    [InlineData("name: a\nname: b", "This is not YAML")]
    public void Parse_NoStudy_SaysSo(string text, string expected) => Assert.Contains(expected, Assert.Single(Faults(text)), StringComparison.Ordinal);

    [Theory]
    [InlineData("objectives: [accuracy, latencey]", "Did you mean latency?")]
    [InlineData("objectives: [accuracy]", "Name two or more")]
    [InlineData("objectives: [accuracy, accuracy, size]", "Name each metric once.")]
    [InlineData("objectives: [accuracy, accuracy_drop]", "Keep one")]
    [InlineData("objectives: { accuracy: 1 }", "Give a list such as [accuracy, latency, size].")]
    [InlineData("constraints: { size: 100 apples }", "Give a number, alone or with one of B, KB, MB")]
    [InlineData("constraints: { latency: -2ms }", "Give milliseconds above 0")]
    [InlineData("constraints: { sizee: 2 }", "Did you mean size?")]
    [InlineData("constraints: { latency: 2, latency_p99: 1 }", "never below the median")]
    [InlineData("target: cpu", "Write target: { … }")]
    [InlineData("target: { device: GPU 1 }", "Write cpu, cuda, or the name of a device as 'autocompress silos' lists it")]
    [InlineData("training: { device: tpu }", "Write cpu or cuda.")]
    [InlineData("training: { memory: 0 }", "Give a size, such as 8GB")]
    [InlineData("target: { threads: 0 }", "Give a number from 1 to 1024.")]
    [InlineData("target: { threads: 1.5 }", "Give a whole number.")]
    [InlineData("seed: -1", "Give a whole number of at least 0.")]
    [InlineData("algorithm: annealing", "Write auto or surrogate or nsga-ii")]
    [InlineData("target: { weight_bits: 6 }", "Give 8, or 7 for a processor without 8-bit dot products")]
    [InlineData("target: { latency_seconds: 0 }", "Give a number from 0.1 to 3600.")]
    [InlineData("metric: mean-iou", "means nothing for task classification. Write one of top1")]
    [InlineData("metric: command", "Give the program that scores predictions")]
    [InlineData("command: [python3]", "means nothing without metric: command")]
    [InlineData("task: regression", "holds one class a sample, but the task is regression")]
    [InlineData("training: { flip: maybe }", "Give true or false.")]
    [InlineData("training: { momentum: 1 }", "from 0 to below 1")]
    [InlineData("task: regresion", "regression")]
    [InlineData("budget: { time: 1s }", "Give at least 10s")]
    [InlineData("energy: { watts_per_core: nan }", "Give a number.")]
    [InlineData("warm_start: [a-1, a-1]", "Name each study once.")]
    [InlineData("warm_start: [1, 2, 3, 4, 5, 6, 7, 8, 9]", "Name at most 8")]
    [InlineData("warm_start: { study: a-1 }", "Write it as [first, second].")]
    [InlineData("seed:", "Give a whole number of at least 0.")]
    public void Parse_OneMistake_NamesItOnceWithItsRemedy(string line, string remedy)
    {
        var key = line[..line.IndexOf(':', StringComparison.Ordinal)];
        var text = string.Join('\n', Example.Split('\n').Where(each => !each.StartsWith(key + ":", StringComparison.Ordinal)).Append(line));

        Assert.Contains(remedy, Assert.Single(Faults(text)), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_MissingFields_NamesEach() =>
        Assert.Equal(["data.test", "data.train", "model", "name"], Result("seed: 1").Faults.Select(fault => fault.Field).Order(StringComparer.Ordinal));

    [Fact]
    public void Parse_DataThatIsNotThere_IsAFaultOnlyWhenItIsChecked()
    {
        var text = Example.Replace("t10k", "t20k", StringComparison.Ordinal);

        Assert.Contains("t20k-images-idx3-ubyte[.gz] and ", Assert.Single(Faults(text)), StringComparison.Ordinal);
        Assert.IsType<StudyFileResult.Loaded>(StudyFile.Parse(new StringReader(text), Path.Combine(_folder, "study.yaml"), checkData: false));
    }

    [Theory]
    [InlineData("size", "100KB", 100_000)]
    [InlineData("size", "1.5 MiB", 1_572_864)]
    [InlineData("latency", "250us", 0.25)]
    [InlineData("latency_p99", "3", 3)]
    [InlineData("accuracy_drop", "1%", 0.01)]
    [InlineData("macs", "4M", 4e6)]
    public void Parse_ConstraintWithUnit_IsInTheMetricsUnit(string metric, string text, double expected)
    {
        var spec = Spec(Example.Replace("accuracy_drop: 0.01", $"{metric}: {text}", StringComparison.Ordinal));

        Assert.Equal(expected, Assert.Single(spec.Constraints).Value, 1e-9);
    }

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("1h30m", 5400)]
    [InlineData("1.5h", 5400)]
    [InlineData("1h 0m 5s", 3605)]
    public void Parse_Time_Reads(string text, double seconds) =>
        Assert.Equal(seconds, Spec(Example.Replace("8m", $"'{text}'", StringComparison.Ordinal)).Budget.Time.TotalSeconds);

    [Theory]
    [InlineData("objectves", "objectives", 1)]
    [InlineData("ab", "ba", 1)]
    [InlineData("", "abc", 3)]
    public void Distance_CountsSlips(string one, string other, int expected) => Assert.Equal(expected, Suggestion.Distance(one, other));

    private StudySpec Spec(string text) => StudyFile.Parse(new StringReader(text), Path.Combine(_folder, "study.yaml"), checkData: true) switch
    {
        StudyFileResult.Loaded loaded => loaded.Spec,
        StudyFileResult.Refused refused => throw new InvalidOperationException(string.Join('\n', refused.Faults)),
        _ => throw new InvalidOperationException(),
    };

    private StudyFileResult.Refused Result(string text) =>
        Assert.IsType<StudyFileResult.Refused>(StudyFile.Parse(new StringReader(text), Path.Combine(_folder, "study.yaml"), checkData: true));

    private List<string> Faults(string text) => [.. Result(text).Faults.Select(fault => fault.ToString())];
}
