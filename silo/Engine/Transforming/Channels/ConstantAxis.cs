namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>The labels along one axis of a constant, as one reader uses it, or as all of them do.</summary>
/// <param name="Contracted">Whether some reader sums over the axis.</param>
internal sealed record ConstantAxis(int Axis, int[] Labels, AxisRole Role, bool Contracted);
