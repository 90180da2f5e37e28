using System.Collections.Immutable;

namespace AutoCompress.Studies;

/// <summary>Which accuracy a task can have.</summary>
public static class AccuracyMetrics
{
    /// <summary>The metrics that make sense for <paramref name="task"/>. Without a choice it is the first one; in imitation it depends on the kind of the model's output.</summary>
    public static ImmutableArray<AccuracyMetric> For(TaskKind task) => task switch
    {
        TaskKind.Classification => [AccuracyMetric.Top1, AccuracyMetric.Top5, AccuracyMetric.MacroF1, AccuracyMetric.WorstRecall, AccuracyMetric.Command],
        TaskKind.MultiLabel => [AccuracyMetric.MicroF1, AccuracyMetric.MacroF1, AccuracyMetric.ExactMatch, AccuracyMetric.Command],
        TaskKind.Regression => [AccuracyMetric.RSquared, AccuracyMetric.Command],
        TaskKind.Segmentation => [AccuracyMetric.MeanIou, AccuracyMetric.PixelAccuracy, AccuracyMetric.Command],
        TaskKind.SequenceLabels => [AccuracyMetric.TokenAccuracy, AccuracyMetric.MacroF1, AccuracyMetric.WorstRecall, AccuracyMetric.Command],
        TaskKind.Imitate => [AccuracyMetric.Top1, AccuracyMetric.Cosine, AccuracyMetric.RelativeError, AccuracyMetric.Command],
        _ => throw new ArgumentOutOfRangeException(nameof(task)),
    };
}
