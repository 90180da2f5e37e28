namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>The labels along one axis of a constant, as one reader uses it.</summary>
internal sealed record ConstantAxis(int Axis, int[] Labels, AxisRole Role);
