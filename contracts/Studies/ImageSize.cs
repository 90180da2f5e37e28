namespace AutoCompress.Studies;

/// <summary>Pixels of an image.</summary>
public sealed record ImageSize(int Height, int Width);
