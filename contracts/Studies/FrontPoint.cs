using System.Collections.Immutable;
using AutoCompress.Spaces;
using AutoCompress.Trials;

namespace AutoCompress.Studies;

/// <summary>One model of the final front.</summary>
/// <param name="Trial">Number of its trial; 0 for the original file as it was submitted.</param>
/// <param name="Model">SHA-256 of the ONNX file, an artifact.</param>
/// <param name="Values">Accuracy on the selection split; latency, size and the rest as measured in the final run.</param>
/// <param name="Test">Accuracy, drop, and what else the task counts on the test split.</param>
public sealed record FrontPoint(
    int Trial,
    Candidate Candidate,
    string Model,
    ImmutableSortedDictionary<Metric, Measurement> Values,
    ImmutableSortedDictionary<Metric, Measurement> Test)
{
    /// <summary>The recall of each class on the test split, 0 to 1, NaN for a class without samples; empty for a task without classes.</summary>
    public ImmutableArray<double> ClassRecall { get; init; } = [];
}
