namespace AutoCompress.Studies;

/// <summary>What the model is to run on.</summary>
public sealed record Target
{
    /// <summary>
    /// "cpu" for any machine that measures, "cuda" for one with a GPU, or the name of a device such as "raspberry-pi-5": then only silos on such
    /// a machine measure.
    /// </summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Intra-op threads, at least 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Samples in one inference, at least 1.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>
    /// Bits of int8 weights: 8, or 7 for a processor without 8-bit dot products, whose integer kernels saturate at larger ones; null for what
    /// the machine that takes the study needs itself.
    /// </summary>
    public int? WeightBits { get; init; }

    /// <summary>
    /// Time at most for the latency of a trial, in seconds: 0.1 to 3600. A measurement ends earlier once its interval is narrow; one that is
    /// out of time reports what it has as untrusted. The final measurement takes as much for each model. Null for 3 s a trial, 4 s where it is
    /// a refinement, and what the time budget leaves for the final one.
    /// </summary>
    public double? LatencySeconds { get; init; }
}
