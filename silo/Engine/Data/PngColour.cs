namespace AutoCompress.Engine.Data;

/// <summary>Kinds of pixels by their numbers in PNG.</summary>
internal enum PngColour
{
    Gray = 0,
    Rgb = 2,
    Palette = 3,
    GrayAlpha = 4,
    RgbAlpha = 6,
}
