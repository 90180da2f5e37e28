using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>How one node reads a constant: the axes that carry channels there. An axis that is not named keeps its size.</summary>
internal sealed record ConstantUse(GraphNode Node, int Slot, ConstantAxis[] Axes);
