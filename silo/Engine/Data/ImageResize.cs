namespace AutoCompress.Engine.Data;

/// <summary>
/// Resizes by a triangle filter, one axis after the other: bilinear when an image grows, an average over what a new pixel covers when it
/// shrinks. It is what Pillow calls BILINEAR, without rounding.
/// </summary>
internal static class ImageResize
{
    /// <param name="source">[height, width].</param>
    /// <param name="target">[targetHeight, targetWidth].</param>
    public static void Plane(ReadOnlySpan<float> source, int height, int width, Span<float> target, int targetHeight, int targetWidth)
    {
        var columns = new float[height * targetWidth];
        foreach (var (to, weights) in Weights(width, targetWidth).Index())
        {
            for (var y = 0; y < height; y++)
            {
                foreach (var (from, weight) in weights)
                {
                    columns[(y * targetWidth) + to] += weight * source[(y * width) + from];
                }
            }
        }

        target.Clear();
        foreach (var (to, weights) in Weights(height, targetHeight).Index())
        {
            foreach (var (from, weight) in weights)
            {
                for (var x = 0; x < targetWidth; x++)
                {
                    target[(to * targetWidth) + x] += weight * columns[(from * targetWidth) + x];
                }
            }
        }
    }

    /// <summary>For each new place the old ones that it takes from, with weights that sum to 1.</summary>
    private static (int From, float Weight)[][] Weights(int size, int targetSize)
    {
        var scale = (double)size / targetSize;
        var reach = Math.Max(1, scale);
        var places = new (int, float)[targetSize][];
        for (var to = 0; to < targetSize; to++)
        {
            var centre = (to + 0.5) * scale;
            var (first, last) = (Math.Max(0, (int)(centre - reach + 0.5)), Math.Min(size, (int)(centre + reach + 0.5)));
            var weights = new double[last - first];
            for (var i = 0; i < weights.Length; i++)
            {
                weights[i] = Math.Max(0, 1 - Math.Abs((first + i + 0.5 - centre) / reach));
            }

            var sum = weights.Sum();
            places[to] = [.. weights.Select((weight, i) => (first + i, (float)(weight / sum)))];
        }

        return places;
    }
}
