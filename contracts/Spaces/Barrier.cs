namespace AutoCompress.Spaces;

/// <summary>A node or value that cannot be cut, with the reason in words that a user can act on.</summary>
public sealed record Barrier(string Node, string OpType, string Reason);
