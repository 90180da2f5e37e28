using System.Collections.Immutable;
using AutoCompress.Search.Planning;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Tests;

/// <summary>A small residual network's analysis, a study on it, and histories written by hand.</summary>
internal static class Fixtures
{
    public static readonly StudySpec Spec = new()
    {
        Name = "test",
        Model = "model.onnx",
        Data = new DataSpec { Train = "train", Test = "test" },
        Constraints = ImmutableSortedDictionary<Metric, double>.Empty.Add(Metric.AccuracyDrop, 0.03),
        Budget = new Budget { Trials = 100, Time = TimeSpan.FromMinutes(8) },
    };

    /// <summary>ResNet-8's shape at widths 32-64-128: six groups, 38 M MACs.</summary>
    public static readonly ModelAnalysis Analysis = ResNet8();

    public static readonly SearchSpace Space = SpacePlanner.Plan(Analysis, Spec);

    public static Trial Done(int number, Candidate candidate, double accuracy, double latency, double size, double? drop = null, Fidelity? fidelity = null, int? from = null) =>
        new(number, candidate, fidelity ?? new(0, 8000), "test", from, number, Completed(accuracy, latency, size, drop ?? 0.93 - accuracy));

    public static TrialResult.Completed Completed(double accuracy, double latency, double size, double drop, TrialCost? cost = null) => new(
        new Dictionary<Metric, Measurement>
        {
            [Metric.Accuracy] = Measurement.Measured(accuracy, accuracy - 0.005, accuracy + 0.005),
            [Metric.AccuracyDrop] = Measurement.Measured(drop, drop - 0.003, drop + 0.003),
            [Metric.Latency] = Measurement.Measured(latency, latency * 0.99, latency * 1.01),
            [Metric.Size] = Measurement.Exact(size),
        }.ToImmutableSortedDictionary(),
        "00",
        cost ?? new(10, 5, 8000));

    public static StudyHistory History(params Trial[] trials) => new(Spec, [.. trials]);

    private static ModelAnalysis ResNet8()
    {
        (string Name, int Width)[] groups = [("stem", 32), ("inner1", 32), ("inner2", 64), ("outer2", 64), ("inner3", 128), ("outer3", 128)];
        CostTerm[] costs =
        [
            Conv("conv0", null, "stem", 9, 784),
            Conv("conv1a", "stem", "inner1", 9, 784), Conv("conv1b", "inner1", "stem", 9, 784),
            Conv("conv2a", "stem", "inner2", 9, 196), Conv("conv2b", "inner2", "outer2", 9, 196), Conv("short2", "stem", "outer2", 1, 196),
            Conv("conv3a", "outer2", "inner3", 9, 49), Conv("conv3b", "inner3", "outer3", 9, 49), Conv("short3", "outer2", "outer3", 1, 49),
            new("fc", ["outer3"], [], 10, 10, IsWeight: true), new("fc.bias", [], [], 10, 0),
            .. groups.Select(g => new CostTerm($"bn.{g.Name}", [g.Name], [], 4, 0)),
        ];
        double Channels(CostTerm term) => term.Groups.Aggregate(1.0, (product, name) => product * groups.First(g => g.Name == name).Width);
        var elements = (long)costs.Sum(c => c.Params * Channels(c));
        var macs = (long)costs.Sum(c => c.Macs * Channels(c));
        return new(
            4 * elements + 6000, elements, macs, 17, [new("input", "float", [-1, 1, 28, 28])], [new("logits", "float", [-1, 10])],
            [.. groups.Select(g => new ChannelGroupInfo(g.Name, g.Width, 1, [g.Name], []))], [.. costs], []);
    }

    private static CostTerm Conv(string name, string? from, string to, int kernel, int positions) =>
        new(name, from is null ? [to] : [from, to], [], kernel, (double)kernel * positions, IsWeight: true);
}
