namespace AutoCompress.Engine.Quantizing.Placement;

/// <summary>A constant operand to be quantized.</summary>
/// <param name="Node">Name of the node that reads it.</param>
/// <param name="Slot">The node's input.</param>
/// <param name="Axis">The axis along which each slice has a scale of its own; null for one scale, on the activations' code type.</param>
internal readonly record struct WeightSite(string Node, int Slot, int? Axis);
