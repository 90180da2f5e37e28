namespace AutoCompress.Engine.Measuring.Statistics;

/// <summary>
/// The mean without the outer fifth on each side, and its interval from the winsorised variance (Tukey and McLaughlin 1963). A few runs
/// that a neighbour disturbed do not move it, unlike the mean; it uses more of the data than the median.
/// </summary>
internal static class TrimmedMean
{
    private const double Cut = 0.2;

    /// <param name="sorted">Ascending, at least 3.</param>
    public static (double Mean, Interval Interval) Of(ReadOnlySpan<double> sorted)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sorted.Length, 3);
        var cut = (int)(Cut * sorted.Length);
        var kept = sorted.Length - (2 * cut);
        var inner = sorted.Slice(cut, kept);
        var mean = Sum(inner) / kept;
        var winsorised = (Sum(inner) + (cut * (inner[0] + inner[^1]))) / sorted.Length;
        var squares = cut * (Square(inner[0] - winsorised) + Square(inner[^1] - winsorised));
        foreach (var value in inner)
        {
            squares += Square(value - winsorised);
        }

        var deviation = Math.Sqrt(squares / (sorted.Length - 1));
        var error = deviation * Math.Sqrt(sorted.Length) / kept;
        var half = StudentT.Quantile975(kept - 1) * error;
        return (mean, new(mean - half, mean + half));
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum;
    }

    private static double Square(double value) => value * value;
}
