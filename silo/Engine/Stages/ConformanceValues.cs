namespace AutoCompress.Engine.Stages;

/// <summary>How a backend test went that the trainer could run.</summary>
/// <param name="Difference">Where the output differs from the expected one; null when it does not.</param>
public sealed record ConformanceValues(string? Difference);
