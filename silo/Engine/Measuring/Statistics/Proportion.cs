namespace AutoCompress.Engine.Measuring.Statistics;

/// <summary>Intervals of shares.</summary>
internal static class Proportion
{
    /// <summary>Wilson's score interval (1927): sound for small counts and near 0 and 1.</summary>
    /// <param name="successes">0 to <paramref name="total"/>.</param>
    /// <param name="total">At least 1.</param>
    public static Interval Wilson(long successes, long total)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(total, 1);
        const double z2 = Normal.Z * Normal.Z;
        var (share, n) = ((double)successes / total, (double)total);
        var middle = (share + (z2 / (2 * n))) / (1 + (z2 / n));
        var half = Normal.Z / (1 + (z2 / n)) * Math.Sqrt((share * (1 - share) / n) + (z2 / (4 * n * n)));
        return new(successes == 0 ? 0 : middle - half, successes == total ? 1 : middle + half);
    }

    /// <summary>How likely at least <paramref name="count"/> of <paramref name="total"/> samples are where each has <paramref name="share"/>: the exact binomial tail.</summary>
    /// <param name="share">In (0, 1).</param>
    public static double UpperTail(long count, long total, double share)
    {
        // In logarithms, since the first terms of many samples are smaller than any double.
        var (below, log) = (0.0, total * Math.Log(1 - share));
        for (var i = 0L; i < count; i++)
        {
            below += Math.Exp(log);
            log += Math.Log(share / (1 - share) * (total - i) / (i + 1));
        }

        return Math.Max(0, 1 - below);
    }
}
