namespace AutoCompress.Engine.Measuring.Statistics;

/// <summary>The standard normal distribution.</summary>
internal static class Normal
{
    /// <summary>Its 97.5 % quantile, so that ± this covers 95 %.</summary>
    public const double Z = 1.959963984540054;
}
