namespace AutoCompress.Engine.Graph.Passes;

/// <summary>The graph after a pass: a changed copy, or the very graph that went in.</summary>
public sealed record PassResult(ModelGraph Graph, bool Changed);
