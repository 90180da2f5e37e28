namespace AutoCompress.Engine.Training.Execution;

/// <summary>What the registry knows about one operator.</summary>
/// <param name="Build">Makes the kernel of a node.</param>
/// <param name="Weights">Input slots whose float constants are trained.</param>
/// <param name="PassesWeights">Whether a constant that goes through slot 0 on its way to a weight slot is still a weight (Transpose, QuantizeLinear).</param>
/// <param name="Trains">Whether a gradient passes through it to its first floating-point inputs; false where it is zero almost everywhere or not defined.</param>
internal sealed record OperatorEntry(OperatorBuilder Build, int[] Weights, bool PassesWeights, bool Trains);
