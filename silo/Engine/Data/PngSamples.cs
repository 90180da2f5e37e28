using AutoCompress.Studies;

namespace AutoCompress.Engine.Data;

/// <summary>PNG files, decoded when they are asked for, as planes of numbers from 0 to 255.</summary>
/// <param name="files">One a sample.</param>
/// <param name="size">What every image becomes.</param>
/// <param name="resize">Whether images of another size are resized; else they are refused.</param>
/// <param name="channels">1 or 3.</param>
internal sealed class PngSamples(string[] files, ImageSize size, bool resize, int channels)
    : SampleStore("", channels == 1 ? [size.Height, size.Width] : [channels, size.Height, size.Width], files.Length)
{
    /// <inheritdoc/>
    public override void Read(int index, Span<float> values)
    {
        var image = PngFile.Read(files[index]);
        if (image.Width == size.Width && image.Height == size.Height)
        {
            image.WritePlanes(channels, values);
            return;
        }

        if (!resize)
        {
            throw BadData.Invalid($"{files[index]} has {image.Height} x {image.Width} pixels now, not {size.Height} x {size.Width}. Leave the data alone while a study runs.");
        }

        var (stored, wanted) = (image.Width * image.Height, size.Width * size.Height);
        var planes = new float[channels * stored];
        image.WritePlanes(channels, planes);
        for (var channel = 0; channel < channels; channel++)
        {
            ImageResize.Plane(planes.AsSpan(channel * stored, stored), image.Height, image.Width, values.Slice(channel * wanted, wanted), size.Height, size.Width);
        }
    }
}
