namespace AutoCompress.Engine.Quantizing.Calibration;

/// <summary>The range whose quantized distribution loses least information against the observed one: the threshold on |x| of least Kullback-Leibler
/// divergence (Migacz, "8-bit inference with TensorRT", 2017).</summary>
internal static class EntropyRange
{
    private const int CoarseStep = 32;
    private const int FineStep = 4;

    public static ValueRange Of(ValueHistogram histogram)
    {
        var full = RangeEstimator.MinMax(histogram);
        var sides = full.Low < 0 && full.High > 0 ? 2 : 1;
        var levels = 256 / sides;
        var folded = Fold(histogram.Bins);
        var used = Array.FindLastIndex(folded, count => count != 0) + 1;
        var (best, least) = (used, Divergence(folded.AsSpan(0, used), used, levels));
        for (var bins = levels; bins < used; bins += CoarseStep)
        {
            Try(bins);
        }

        var coarse = best;
        for (var bins = Math.Max(levels, coarse - CoarseStep + FineStep); bins < Math.Min(used, coarse + CoarseStep); bins += FineStep)
        {
            Try(bins);
        }

        var threshold = best == used ? full.Reach : best * histogram.BinWidth;
        return new(Math.Max(full.Low, -threshold), Math.Min(full.High, threshold));

        void Try(int bins)
        {
            var divergence = Divergence(folded.AsSpan(0, used), bins, levels);
            if (divergence < least)
            {
                (best, least) = (bins, divergence);
            }
        }
    }

    private static long[] Fold(ReadOnlySpan<long> bins)
    {
        var folded = new long[ValueHistogram.BinsPerSide];
        for (var k = 0; k < folded.Length; k++)
        {
            folded[k] = bins[ValueHistogram.BinsPerSide + k] + bins[ValueHistogram.BinsPerSide - 1 - k];
        }

        return folded;
    }

    /// <summary>KL(P‖Q): P is the first <paramref name="bins"/> bins with all that lies beyond put into the last one; Q is the same without it, through
    /// <paramref name="levels"/> levels and spread evenly over the bins that P fills.</summary>
    internal static double Divergence(ReadOnlySpan<long> counts, int bins, int levels)
    {
        long outside = 0, inside = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            _ = i < bins ? inside += counts[i] : outside += counts[i];
        }

        if (inside == 0)
        {
            return double.PositiveInfinity;
        }

        var (divergence, total) = (0.0, (double)(inside + outside));
        for (var level = 0; level < levels; level++)
        {
            var (from, to) = ((int)((long)level * bins / levels), (int)((long)(level + 1) * bins / levels));
            long sum = 0, filled = 0;
            for (var i = from; i < to; i++)
            {
                sum += counts[i];
                filled += counts[i] != 0 || (i == bins - 1 && outside != 0) ? 1 : 0;
            }

            // An empty last level that takes the clipped values cannot explain them at all; a tiny weight keeps the cost finite and large.
            var q = filled == 0 ? 0 : Math.Max(sum, 1e-4) / filled / inside;
            for (var i = from; i < to; i++)
            {
                var p = (counts[i] + (i == bins - 1 ? outside : 0)) / total;
                divergence += p == 0 ? 0 : p * Math.Log(p / q);
            }
        }

        return divergence;
    }
}
