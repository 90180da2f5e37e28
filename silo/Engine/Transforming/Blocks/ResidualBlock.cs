using System.Collections.Immutable;

namespace AutoCompress.Engine.Transforming.Blocks;

/// <summary>A branch that is added to the value that it reads. Everything by name, so that it is found in copies of the graph.</summary>
/// <param name="Name">Of the node that adds the branch; unique.</param>
/// <param name="Add">The node that adds the branch.</param>
/// <param name="Branch">The value that is added.</param>
/// <param name="Nodes">What computes it and nothing else, in graph order.</param>
/// <param name="Inside">The innermost block that holds this one, or null.</param>
public sealed record ResidualBlock(string Name, string Add, string Branch, ImmutableArray<string> Nodes, string? Inside);
