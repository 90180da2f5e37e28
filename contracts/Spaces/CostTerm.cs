using System.Collections.Immutable;

namespace AutoCompress.Spaces;

/// <summary>A part of one node's cost: a coefficient × the kept channels of each of its groups, and 0 once every block that needs it is left out.</summary>
/// <param name="Groups">Names of channel groups, in ordinal order; a group may stand several times, and none makes the term a constant.</param>
/// <param name="Blocks">Residual blocks that need what the term counts: it stays as long as one of them is there. Empty when it always stays.</param>
/// <param name="Params">Learned elements for each combination of kept channels.</param>
/// <param name="Macs">Multiply-accumulate operations for each combination of kept channels, for one sample.</param>
/// <param name="IsWeight">Whether the elements are a weight that multiplies, which takes the candidate's number format.</param>
public sealed record CostTerm(
    string Node, ImmutableArray<string> Groups, ImmutableArray<string> Blocks, double Params, double Macs, bool IsWeight = false);
