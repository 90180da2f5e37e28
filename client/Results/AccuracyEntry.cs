using System.Collections.Immutable;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Client.Results;

/// <summary>Shares from 0 to 1 with their 95 % intervals. Drops are the original's accuracy minus this model's on the same samples.</summary>
/// <param name="TestOthers">What else the task counts on the test split, by metric.</param>
/// <param name="TestClassRecall">Of each class, null for one without samples; null for a task without classes.</param>
internal sealed record AccuracyEntry(
    Measurement? Selection, Measurement? Test, Measurement? SelectionDrop, Measurement? TestDrop, Measurement? SelectionMacroF1, Measurement? TestMacroF1,
    ImmutableSortedDictionary<string, Measurement>? TestOthers, ImmutableArray<double?>? TestClassRecall)
{
    private static readonly Metric[] Named = [Metric.Accuracy, Metric.AccuracyDrop, Metric.MacroF1];

    public static AccuracyEntry Of(FrontPoint point) => new(
        point.Values.GetValueOrDefault(Metric.Accuracy),
        point.Test.GetValueOrDefault(Metric.Accuracy),
        point.Values.GetValueOrDefault(Metric.AccuracyDrop),
        point.Test.GetValueOrDefault(Metric.AccuracyDrop),
        point.Values.GetValueOrDefault(Metric.MacroF1),
        point.Test.GetValueOrDefault(Metric.MacroF1),
        point.Test.Keys.Except(Named).Any()
            ? point.Test.Where(pair => !Named.Contains(pair.Key)).ToImmutableSortedDictionary(pair => KebabCase.Of(pair.Key), pair => pair.Value, StringComparer.Ordinal)
            : null,
        point.ClassRecall.IsEmpty ? null : [.. point.ClassRecall.Select(recall => double.IsNaN(recall) ? (double?)null : recall)]);
}
