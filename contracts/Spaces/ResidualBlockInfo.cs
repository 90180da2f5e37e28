using System.Collections.Immutable;

namespace AutoCompress.Spaces;

/// <summary>A branch that is added to the value that it reads, so that the model still fits together when it is left out.</summary>
/// <param name="Name">Of the node that adds the branch, unique in the model and the same on every load.</param>
/// <param name="Add">The node that adds the branch.</param>
/// <param name="Nodes">The branch, in graph order.</param>
/// <param name="Params">Learned elements that leave when this block alone is left out.</param>
/// <param name="Macs">Multiply-accumulate operations that leave with it, for one sample.</param>
/// <param name="Inside">The innermost block that this one is a part of, or null.</param>
/// <param name="Like">The first block of the same operators, connections and shapes; null for a block that is the first or the only one of its kind.</param>
public sealed record ResidualBlockInfo(string Name, string Add, ImmutableArray<string> Nodes, long Params, long Macs, string? Inside = null, string? Like = null);
