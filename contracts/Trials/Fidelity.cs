namespace AutoCompress.Trials;

/// <summary>How much training a trial gets.</summary>
/// <param name="Rung">0 for the short probe, 1 for the refinement of a front point; a rung goes on from the checkpoint of the one below.</param>
/// <param name="Images">Training samples drawn at this rung (with repetition across epochs); 0 trains nothing.</param>
/// <param name="QuantizationAwareImages">Further samples that train the quantized graph; 0 quantizes after training only.</param>
/// <param name="Seconds">Training time at most; the schedule is compressed to end by then. Null for no limit. No part of a stage's key.</param>
public sealed record Fidelity(int Rung, int Images, int QuantizationAwareImages = 0, double? Seconds = null);
