namespace AutoCompress.Studies;

/// <summary>What the model is to run on.</summary>
public sealed record Target
{
    /// <summary>"cpu" or "cuda".</summary>
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
}
