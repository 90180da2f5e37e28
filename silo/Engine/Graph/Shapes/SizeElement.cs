namespace AutoCompress.Engine.Graph.Shapes;

/// <summary>One element of a list of sizes.</summary>
/// <param name="Value">The number, where it is known.</param>
/// <param name="Source">The value whose size it is at run time; null for a constant and for what is computed from sizes.</param>
/// <param name="Axis">The axis of <paramref name="Source"/>.</param>
/// <param name="IsComputed">Whether it comes out of arithmetic on sizes, so that <paramref name="Value"/> holds for the sizes of now only.</param>
internal readonly record struct SizeElement(long? Value, GraphValue? Source = null, int Axis = 0, bool IsComputed = false)
{
    /// <summary>The size's name, where it is free.</summary>
    public string? Symbol => Source?.Shape is { } shape && Axis < shape.Length ? shape[Axis].Symbol : null;
}
