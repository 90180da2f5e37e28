namespace AutoCompress.Engine.Graph;

/// <summary>Input slot <paramref name="Slot"/> of <paramref name="Node"/>; −1 when a subgraph of the node captures the value.</summary>
public readonly record struct ValueUse(GraphNode Node, int Slot);
