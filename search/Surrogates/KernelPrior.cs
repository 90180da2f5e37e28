namespace AutoCompress.Search.Surrogates;

/// <summary>
/// What is believed of a <see cref="Kernel"/> before anything is seen: independent normal distributions of the natural logarithms of a length
/// scale for each gene, the variance of the lines, that of the parabolas, and the noise.
/// </summary>
internal sealed class KernelPrior(int scales)
{
    private const double ScaleVariance = 3;
    private const double LogTrend = -1;
    private const double TrendVariance = 4;
    private const double LogNoise = -10;
    private const double NoiseVariance = 6;
    private const double LeastLogNoise = -13.8;
    private const double LargestLogNoise = 1;
    private const double LeastLogTrend = -20;
    private const double LargestLogTrend = 8;
    private readonly double _logScale = 0.5 * PortableMath.Log(Math.Max(1, scales));
    private readonly double _logTrend = LogTrend - PortableMath.Log(Math.Max(1, scales));

    public double[] Means() => [.. Enumerable.Repeat(_logScale, scales), _logTrend, _logTrend, LogNoise];

    /// <summary>The means with a noise of one's own.</summary>
    public double[] Means(double noise) => [.. Means()[..^1], PortableMath.Log(noise)];

    /// <summary>Keeps parameters where a matrix can be factored.</summary>
    public static void Bound(double[] at)
    {
        at[^1] = Math.Clamp(at[^1], LeastLogNoise, LargestLogNoise);
        at[^2] = Math.Clamp(at[^2], LeastLogTrend, LargestLogTrend);
        at[^3] = Math.Clamp(at[^3], LeastLogTrend, LargestLogTrend);
    }

    /// <summary>The negative logarithm of the density up to a constant; its gradient is added.</summary>
    public double Loss(double[] at, double[] gradient)
    {
        var means = Means();
        var loss = 0.0;
        for (var p = 0; p < at.Length; p++)
        {
            var variance = p < scales ? ScaleVariance : p < at.Length - 1 ? TrendVariance : NoiseVariance;
            gradient[p] += (at[p] - means[p]) / variance;
            loss += (at[p] - means[p]) * (at[p] - means[p]) / (2 * variance);
        }

        return loss;
    }
}
