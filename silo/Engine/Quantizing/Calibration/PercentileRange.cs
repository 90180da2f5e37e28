namespace AutoCompress.Engine.Quantizing.Calibration;

/// <summary>The range that holds a share of the values and leaves the same share out at each end.</summary>
internal static class PercentileRange
{
    /// <summary>One value in ten thousand is clipped.</summary>
    public const double Default = 0.9999;

    /// <param name="share">In (0, 1]: the values kept.</param>
    public static ValueRange Of(ValueHistogram histogram, double share)
    {
        var cut = (long)(histogram.Count * (1 - share) / 2);
        var bins = histogram.Bins;
        const int zero = ValueHistogram.BinsPerSide;
        var low = 0;
        for (long below = bins[0]; low < zero && below <= cut; below += bins[++low])
        {
        }

        var high = bins.Length - 1;
        for (long above = bins[^1]; high >= zero && above <= cut; above += bins[--high])
        {
        }

        // The outer border of the first bin that must stay, or the extreme itself where nothing was cut off.
        return new(
            Math.Max(histogram.Min, (low - zero) * histogram.BinWidth),
            Math.Min(histogram.Max, (high + 1 - zero) * histogram.BinWidth));
    }
}
