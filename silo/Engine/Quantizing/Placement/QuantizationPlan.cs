using System.Collections.Immutable;

namespace AutoCompress.Engine.Quantizing.Placement;

/// <summary>Which values of a graph are quantized. Names, so that it holds for every copy of the graph.</summary>
/// <param name="Activations">Values that get a quantizer with a range of their own, in execution order.</param>
/// <param name="Shared">Values that get the quantizer of another one: what moves codes does not change their scale. Chains are resolved.</param>
/// <param name="Weights">Constant operands.</param>
internal sealed record QuantizationPlan(
    ImmutableArray<string> Activations, ImmutableSortedDictionary<string, string> Shared, ImmutableArray<WeightSite> Weights)
{
    public bool IsEmpty => Weights.IsEmpty;
}
