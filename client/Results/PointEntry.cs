using System.Collections.Immutable;
using System.Globalization;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Client.Results;

/// <summary>One model of front.json.</summary>
/// <param name="File">Path of the ONNX file, relative to front.json.</param>
/// <param name="Rungs">The training that it got, the first rung first; what <c>autocompress reproduce</c> repeats.</param>
/// <param name="Reproduce">The command that builds this model again, run beside front.json.</param>
internal sealed record PointEntry(
    int Trial,
    string File,
    string Sha256,
    AccuracyEntry Accuracy,
    LatencyEntry Latency,
    SizeEntry Size,
    double Macs,
    double Params,
    Measurement? PeakMemoryBytes,
    Measurement? EnergyJoules,
    Measurement? Co2GramsPerMillion,
    Measurement? Agreement,
    Candidate Candidate,
    ImmutableArray<Fidelity> Rungs,
    string Reproduce)
{
    public static PointEntry Of(FrontPoint point, FrontPoint original, ImmutableArray<Trial> lineage) => new(
        point.Trial,
        FileName(point.Trial),
        point.Model,
        AccuracyEntry.Of(point),
        LatencyEntry.Of(point.Values),
        SizeEntry.Of(point, original),
        point.Values[Metric.Macs].Value,
        point.Values[Metric.Params].Value,
        point.Values.GetValueOrDefault(Metric.Memory),
        point.Values.GetValueOrDefault(Metric.Energy),
        point.Values.GetValueOrDefault(Metric.Co2),
        point.Values.GetValueOrDefault(Metric.Agreement),
        point.Candidate,
        [.. lineage.Select(trial => trial.Fidelity)],
        point.Trial == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"autocompress reproduce front.json --trial {point.Trial} --out trial-{point.Trial:D3}.onnx"));

    public static string FileName(int trial) =>
        trial == 0 ? "models/original.onnx" : string.Create(CultureInfo.InvariantCulture, $"models/trial-{trial:D3}.onnx");
}
