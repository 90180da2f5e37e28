using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Client.Results;

/// <summary>Shares from 0 to 1 with their 95 % intervals. Drops are the original's accuracy minus this model's on the same images.</summary>
internal sealed record AccuracyEntry(
    Measurement? Selection, Measurement? Test, Measurement? SelectionDrop, Measurement? TestDrop, Measurement? SelectionMacroF1, Measurement? TestMacroF1)
{
    public static AccuracyEntry Of(FrontPoint point) => new(
        point.Values.GetValueOrDefault(Metric.Accuracy),
        point.Test.GetValueOrDefault(Metric.Accuracy),
        point.Values.GetValueOrDefault(Metric.AccuracyDrop),
        point.Test.GetValueOrDefault(Metric.AccuracyDrop),
        point.Values.GetValueOrDefault(Metric.MacroF1),
        point.Test.GetValueOrDefault(Metric.MacroF1));
}
