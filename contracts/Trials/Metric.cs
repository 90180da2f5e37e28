namespace AutoCompress.Trials;

/// <summary>What can be known of a candidate. Units and directions: <see cref="MetricInfo"/>.</summary>
public enum Metric
{
    /// <summary>Share of correct answers on the selection split (on the final front also on the test split), 0 to 1.</summary>
    Accuracy,

    /// <summary>The original's accuracy minus the candidate's on the same images, −1 to 1.</summary>
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
}
