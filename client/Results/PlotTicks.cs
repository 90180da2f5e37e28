namespace AutoCompress.Client.Results;

/// <summary>Round numbers for an axis.</summary>
internal static class PlotTicks
{
    private const int Wanted = 6;

    /// <summary>Multiples of 1, 2 or 5 times a power of ten, about six of them.</summary>
    public static IEnumerable<double> Linear(double low, double high)
    {
        var raw = (high - low) / Wanted;
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var step = new[] { 1.0, 2, 5, 10 }.First(s => s * power >= raw) * power;
        for (var k = Math.Ceiling(low / step); k * step <= high; k++)
        {
            yield return k * step;
        }
    }

    /// <summary>1, 2 and 5 times the powers of ten between the ends.</summary>
    public static IEnumerable<double> Logarithmic(double low, double high)
    {
        for (var power = Math.Pow(10, Math.Floor(Math.Log10(low))); power <= high; power *= 10)
        {
            foreach (var tick in new[] { power, 2 * power, 5 * power }.Where(tick => tick >= low && tick <= high))
            {
                yield return tick;
            }
        }
    }
}
