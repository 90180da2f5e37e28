namespace AutoCompress.Engine.Quantizing.Calibration;

/// <summary>The range with the least mean squared error of 8-bit codes: rounding inside, clipping outside
/// (Banner et al., "Post training 4-bit quantization of convolutional networks for rapid-deployment", 2019).</summary>
internal static class LeastSquaresRange
{
    private const int CoarseSteps = 32;
    private const int FineSteps = 4;

    public static ValueRange Of(ValueHistogram histogram)
    {
        // 1. Shrink both ends together. 2. Move each end alone, twice: the other one's best place changes little.
        var full = RangeEstimator.MinMax(histogram);
        var filled = Filled(histogram);
        var both = Search(share => Error(filled, histogram.BinWidth, full.Low * share, full.High * share), 1);
        var (low, high) = (both, both);
        for (var round = 0; round < 2 && full is { Low: < 0, High: > 0 }; round++)
        {
            high = Search(share => Error(filled, histogram.BinWidth, full.Low * low, full.High * share), high);
            low = Search(share => Error(filled, histogram.BinWidth, full.Low * share, full.High * high), low);
        }

        return new(full.Low * low, full.High * high);
    }

    /// <summary>The share in (0, 1] of least error: coarse steps over all, then fine ones around the best.</summary>
    private static double Search(Func<double, double> error, double start)
    {
        var (best, least) = (start, error(start));
        for (var step = 1; step <= CoarseSteps; step++)
        {
            Try((double)step / CoarseSteps);
        }

        var coarse = best;
        for (var step = 1 - FineSteps; step < FineSteps; step++)
        {
            Try(coarse + (double)step / (CoarseSteps * FineSteps));
        }

        return best;

        void Try(double share)
        {
            if (share is > 0 and <= 1 && error(share) is var found && found < least)
            {
                (best, least) = (share, found);
            }
        }
    }

    private static (double Center, long Count)[] Filled(ValueHistogram histogram)
    {
        var filled = new List<(double, long)>();
        for (var i = 0; i < histogram.Bins.Length; i++)
        {
            if (histogram.Bins[i] != 0)
            {
                filled.Add((histogram.Center(i), histogram.Bins[i]));
            }
        }

        return [.. filled];
    }

    /// <summary>The sum of squared errors, without the exact zeros; values lie evenly within their bin.</summary>
    private static double Error((double Center, long Count)[] bins, double width, double low, double high)
    {
        var step = (high - low) / 255;
        var sum = 0.0;
        foreach (var (center, count) in bins)
        {
            var outside = center < low ? low - center : Math.Max(center - high, 0);
            sum += count * (outside > 0 || step == 0 ? outside * outside : Rounding(center, width, step));
        }

        return sum;
    }

    /// <summary>The mean squared distance to the next multiple of <paramref name="step"/> over a bin.</summary>
    private static double Rounding(double center, double width, double step)
    {
        return (Integral(center + width / 2) - Integral(center - width / 2)) / width;

        double Integral(double x)
        {
            var steps = Math.Round(x / step);
            var rest = x - steps * step;
            return steps * step * step * step / 12 + rest * rest * rest / 3;
        }
    }
}
