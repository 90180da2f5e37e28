namespace AutoCompress.Spaces;

/// <summary>The latency of a cut model on the target.</summary>
/// <param name="Ratio">As a share of the whole model's, both in fp32 and timed in turns.</param>
public sealed record CutLatency(ModelCut Cut, double Ratio);
