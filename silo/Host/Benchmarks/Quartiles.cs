namespace AutoCompress.Host.Benchmarks;

/// <summary>A quarter of the values is at most <paramref name="Low"/>, a half at most <paramref name="Median"/>, three quarters at most <paramref name="High"/>.</summary>
public sealed record Quartiles(double Low, double Median, double High)
{
    public static Quartiles Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return new(Quantile(sorted, 0.25), Quantile(sorted, 0.5), Quantile(sorted, 0.75));
    }

    /// <summary>Between two values by the straight line (Hyndman and Fan 1996, type 7).</summary>
    /// <param name="sorted">At least one, in ascending order.</param>
    /// <param name="share">0 to 1.</param>
    internal static double Quantile(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }
}
