namespace AutoCompress.Search.Surrogates;

/// <summary>
/// A monotone scale on which values are learned: mean 0 and deviation 1, and what is worse than the median counts by the logarithm of its
/// distance to it, since nobody needs to know how bad a bad point is.
/// </summary>
internal sealed class ValueScale
{
    private const double LeastSpread = 1e-12;
    private readonly double _median;
    private readonly double _spread;
    private readonly double _mean;
    private readonly double _deviation = 1;

    /// <param name="values">At least one, finite.</param>
    public ValueScale(IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToArray();
        _median = sorted[sorted.Length / 2];
        _spread = Math.Max(LeastSpread, _median - sorted[0]);
        var bent = sorted.Select(Bend).ToArray();
        _mean = bent.Average();
        var variance = bent.Sum(value => (value - _mean) * (value - _mean)) / bent.Length;
        _deviation = variance > LeastSpread * LeastSpread ? Math.Sqrt(variance) : 1;
    }

    public double Of(double value) => (Bend(value) - _mean) / _deviation;

    private double Bend(double value) =>
        value <= _median ? value : _median + _spread * PortableMath.Log(1 + (value - _median) / _spread);
}
