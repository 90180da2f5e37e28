namespace AutoCompress.Engine.Data;

/// <summary>A decoded image without its alpha.</summary>
/// <param name="Channels">1 for gray, 3 for red, green and blue.</param>
/// <param name="Pixels">[Height, Width, Channels].</param>
internal sealed record PngImage(int Width, int Height, int Channels, byte[] Pixels)
{
    /// <summary>Writes the image as <paramref name="channels"/> planes; colour becomes gray by ITU-R BT.601's weights.</summary>
    /// <param name="planes">[channels, Height, Width].</param>
    public void WritePlanes(int channels, Span<float> planes)
    {
        var size = Width * Height;
        for (var i = 0; i < size; i++)
        {
            if (channels == 1 && Channels == 3)
            {
                planes[i] = MathF.Round((0.299f * Pixels[3 * i]) + (0.587f * Pixels[(3 * i) + 1]) + (0.114f * Pixels[(3 * i) + 2]));
                continue;
            }

            for (var channel = 0; channel < channels; channel++)
            {
                planes[(channel * size) + i] = Pixels[(i * Channels) + Math.Min(channel, Channels - 1)];
            }
        }
    }
}
