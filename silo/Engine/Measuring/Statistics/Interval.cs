namespace AutoCompress.Engine.Measuring.Statistics;

/// <summary>A 95 % confidence interval.</summary>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>The interval's width as a share of its middle.</summary>
    public double RelativeWidth => (High - Low) / (0.5 * (High + Low));

    public bool Contains(double value) => Low <= value && value <= High;
}
