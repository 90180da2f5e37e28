using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Training.Barriers;

/// <summary>Nodes that run together, as one session of ONNX Runtime.</summary>
/// <param name="Nodes">In execution order; at least one.</param>
/// <param name="Reads">Values from outside that they or their subgraphs read, constants included.</param>
/// <param name="Outputs">Values that are read outside, at least one.</param>
internal sealed record BarrierRegion(IReadOnlyList<GraphNode> Nodes, IReadOnlyList<GraphValue> Reads, IReadOnlyList<GraphValue> Outputs)
{
    public override string ToString() => Nodes.Count == 1 ? Nodes[0].ToString() : $"{Nodes[0]} and {Nodes.Count - 1} more, up to {Nodes[^1]}";
}
