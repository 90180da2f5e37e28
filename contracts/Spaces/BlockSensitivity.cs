namespace AutoCompress.Spaces;

/// <summary>Accuracy lost (0 to 1) when the block alone is left out.</summary>
public sealed record BlockSensitivity(string Block, double AccuracyDrop);
