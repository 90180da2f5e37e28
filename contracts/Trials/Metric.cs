namespace AutoCompress.Trials;

/// <summary>What can be known of a candidate. Units and directions: <see cref="MetricInfo"/>.</summary>
public enum Metric
{
    /// <summary>What the study's <see cref="Studies.AccuracyMetric"/> says on the selection split (on the final front also on the test split): share of right answers, say; 0 to 1.</summary>
    Accuracy,

    /// <summary>The original's accuracy minus the candidate's on the same samples, −1 to 1.</summary>
    AccuracyDrop,

    /// <summary>Mean of the classes' F1 scores, 0 to 1.</summary>
    MacroF1,

    /// <summary>Median latency of one batch on the target.</summary>
    Latency,

    /// <summary>90th percentile of the latency.</summary>
    LatencyP90,

    /// <summary>99th percentile of the latency.</summary>
    LatencyP99,

    /// <summary>The original's latency divided by the candidate's, paired; above 1 is faster.</summary>
    Speedup,

    /// <summary>Bytes of the ONNX file with its external data.</summary>
    Size,

    /// <summary>Multiply-accumulate operations for one sample.</summary>
    Macs,

    /// <summary>Elements of the learned tensors.</summary>
    Params,

    /// <summary>Peak resident memory that loading and running the model adds to the process.</summary>
    Memory,

    /// <summary>Energy of one inference.</summary>
    Energy,

    /// <summary>Carbon dioxide equivalent of a million inferences.</summary>
    Co2,

    /// <summary>Share of samples where the shipped file and the trainer give the same answer, 0 to 1.</summary>
    Agreement,

    /// <summary>Share of samples whose label is among the five largest outputs, 0 to 1.</summary>
    Top5,

    /// <summary>The lowest recall of a class, 0 to 1.</summary>
    WorstRecall,

    /// <summary>Mean over the classes of intersection over union, 0 to 1.</summary>
    MeanIou,

    /// <summary>Root mean square error, in the labels' unit.</summary>
    Rmse,

    /// <summary>Mean absolute error, in the labels' unit.</summary>
    Mae,

    /// <summary>Mean Kullback-Leibler divergence of the candidate's class probabilities from the original's, in nats.</summary>
    KlDivergence,

    /// <summary>Mean cosine of the candidate's and the original's outputs, −1 to 1.</summary>
    Cosine,

    /// <summary>Norm of the difference to the original's outputs, over theirs.</summary>
    RelativeError,
}
