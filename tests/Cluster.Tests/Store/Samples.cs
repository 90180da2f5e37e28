using System.Collections.Immutable;
using AutoCompress.Host.Store;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Store;

/// <summary>Small records for tests of the store.</summary>
internal static class Samples
{
    public static readonly StudyInputs Inputs = new("model", "data");

    public static StudySpec Spec(string name = "sample") => new()
    {
        Name = name,
        Model = "/models/sample.onnx",
        Data = new DataSpec { Train = "/data/train", Test = "/data/test" },
        Budget = new Budget { Trials = 12, Time = TimeSpan.FromMinutes(8) },
    };

    public static SiloOffer Offer(string silo, int cores = 2, string? host = null) =>
        new(silo, host ?? silo, [StageLabels.Cpu, StageLabels.Measure], [.. Enumerable.Range(0, cores)]);

    public static Trial Trial(int number, double keep = 1) => new(
        number,
        new Candidate([new("keep", GeneValue.Of(keep + number / 1000.0))]),
        new Fidelity(0, 8000),
        "test");

    public static Stage Stage(string name, string parameters = "{}", string label = StageLabels.Cpu, int cores = 1) => new(
        name, 1, parameters, ImmutableSortedDictionary<string, string>.Empty, 7, [label], Cores: cores);

    public static ImmutableSortedDictionary<string, string> Files(string name, string artifact) =>
        ImmutableSortedDictionary<string, string>.Empty.Add(name, artifact);

    public static StageOutput Output(string artifact = "aa", string values = "{}") =>
        new(Files("model", artifact), values);

    public static TrialResult.Completed Completed(double accuracy) => new(
        ImmutableSortedDictionary<Metric, Measurement>.Empty.Add(Metric.Accuracy, Measurement.Exact(accuracy)), "model", new TrialCost(1, 1, 100));

    public static StudyPlanParts Plan => new(
        new ModelAnalysis(1, 1, 1, 17, [], [], [], [], []), new SensitivityTable([]), new SearchSpace([]));

    internal sealed record StudyPlanParts(ModelAnalysis Analysis, SensitivityTable Sensitivity, SearchSpace Space);
}
