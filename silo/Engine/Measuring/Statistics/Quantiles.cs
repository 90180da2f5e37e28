namespace AutoCompress.Engine.Measuring.Statistics;

/// <summary>Quantiles of sorted values.</summary>
internal static class Quantiles
{
    /// <summary>Linear between the two nearest values (type 7 of Hyndman and Fan 1996).</summary>
    /// <param name="sorted">Ascending, at least 1.</param>
    /// <param name="share">0 to 1.</param>
    public static double At(ReadOnlySpan<double> sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        return below + 1 >= sorted.Length ? sorted[^1] : sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below]));
    }

    /// <summary>The interval of a quantile between two of the values (normal approximation of their binomial ranks).</summary>
    /// <inheritdoc cref="At"/>
    public static Interval IntervalAt(ReadOnlySpan<double> sorted, double share)
    {
        var half = Normal.Z * Math.Sqrt(sorted.Length * share * (1 - share));
        var low = (int)Math.Floor((sorted.Length * share) - half) - 1;
        var high = (int)Math.Ceiling((sorted.Length * share) + half);
        return new(sorted[Math.Clamp(low, 0, sorted.Length - 1)], sorted[Math.Clamp(high, 0, sorted.Length - 1)]);
    }

    /// <summary>The middle of values in any order; they are sorted in place.</summary>
    public static double MedianOf(Span<double> values)
    {
        values.Sort();
        return At(values, 0.5);
    }
}
