namespace AutoCompress.Trials;

/// <summary>Unit and direction of each <see cref="Metric"/>.</summary>
public static class MetricInfo
{
    /// <summary>Whether a larger value is better.</summary>
    public static bool IsMaximised(this Metric metric) => metric
        is Metric.Accuracy or Metric.MacroF1 or Metric.Speedup or Metric.Agreement
        or Metric.Top5 or Metric.WorstRecall or Metric.MeanIou or Metric.Cosine;

    /// <summary>Whether the value is a share from 0 to 1, or a difference of shares.</summary>
    public static bool IsShare(this Metric metric) => metric
        is Metric.Accuracy or Metric.AccuracyDrop or Metric.MacroF1 or Metric.Agreement or Metric.Top5 or Metric.WorstRecall or Metric.MeanIou or Metric.Cosine;

    /// <summary>The unit that values are kept in; empty for shares, ratios and counts.</summary>
    public static string Unit(this Metric metric) => metric switch
    {
        Metric.Latency or Metric.LatencyP90 or Metric.LatencyP99 => "ms",
        Metric.Size or Metric.Memory => "B",
        Metric.Energy => "J",
        Metric.Co2 => "g",
        _ => "",
    };
}
