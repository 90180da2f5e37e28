namespace AutoCompress.Engine.Data;

/// <summary>What a PNG file says about itself.</summary>
/// <param name="BitDepth">Bits of one number of a pixel: 1, 2, 4, 8 or 16.</param>
/// <param name="Colour">The kind of its pixels.</param>
internal sealed record PngHeader(int Width, int Height, int BitDepth, PngColour Colour)
{
    /// <summary>Numbers of a stored pixel.</summary>
    public int Numbers => Colour switch
    {
        PngColour.GrayAlpha => 2,
        PngColour.Rgb => 3,
        PngColour.RgbAlpha => 4,
        _ => 1,
    };

    public bool IsGray => Colour is PngColour.Gray or PngColour.GrayAlpha;

    /// <summary>Bytes of one row without its filter byte.</summary>
    public int RowBytes => (int)((((long)Width * Numbers * BitDepth) + 7) / 8);
}
