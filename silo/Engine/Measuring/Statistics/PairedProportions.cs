namespace AutoCompress.Engine.Measuring.Statistics;

/// <summary>Two yes-or-no answers to each of the same samples.</summary>
/// <param name="Both">Samples where both say yes.</param>
/// <param name="OnlyFirst">Samples where only the first does.</param>
/// <param name="OnlySecond">Samples where only the second does.</param>
internal readonly record struct PairedProportions(long Both, long OnlyFirst, long OnlySecond, long Neither)
{
    public long Total => Both + OnlyFirst + OnlySecond + Neither;

    /// <summary>The first's share minus the second's.</summary>
    public double Difference => (double)(OnlyFirst - OnlySecond) / Total;

    /// <summary>
    /// The interval of <see cref="Difference"/> by Newcombe's square-and-add of Wilson intervals with the answers' correlation (1998,
    /// "Improved confidence intervals for the difference between binomial proportions based on paired data", method 10).
    /// </summary>
    public Interval Newcombe()
    {
        double n = Total;
        var (first, second) = ((Both + OnlyFirst) / n, (Both + OnlySecond) / n);
        var (a, b) = (Proportion.Wilson(Both + OnlyFirst, Total), Proportion.Wilson(Both + OnlySecond, Total));
        var phi = Correlation();
        return new(
            Difference - Root(first - a.Low, b.High - second, phi),
            Difference + Root(a.High - first, second - b.Low, phi));
    }

    private static double Root(double one, double other, double phi) =>
        Math.Sqrt(Math.Max(0, (one * one) - (2 * phi * one * other) + (other * other)));

    private double Correlation()
    {
        var margins = (double)(Both + OnlyFirst) * (OnlySecond + Neither) * (Both + OnlySecond) * (OnlyFirst + Neither);
        if (margins == 0)
        {
            return 0;
        }

        var product = ((double)Both * Neither) - ((double)OnlyFirst * OnlySecond);
        var corrected = product > Total / 2.0 ? product - (Total / 2.0) : Math.Min(product, 0);
        return corrected / Math.Sqrt(margins);
    }
}
