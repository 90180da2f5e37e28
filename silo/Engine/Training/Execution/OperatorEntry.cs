namespace AutoCompress.Engine.Training.Execution;

/// <summary>What the registry knows about one operator.</summary>
/// <param name="Build">Makes the kernel of a node.</param>
/// <param name="Weights">Input slots whose float constants are trained.</param>
/// <param name="PassesWeights">Whether a constant that goes through slot 0 on its way to a weight slot is still a weight (Transpose, QuantizeLinear).</param>
internal sealed record OperatorEntry(OperatorBuilder Build, int[] Weights, bool PassesWeights);
