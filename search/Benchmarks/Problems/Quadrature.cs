namespace AutoCompress.Search.Benchmarks.Problems;

/// <summary>Integrals behind hypervolumes that have no closed form.</summary>
internal static class Quadrature
{
    private const int Steps = 200_000;

    /// <summary>∫ <paramref name="f"/> over [from, to] by midpoints: exact to about 1e-9 for smooth integrands and to 1e-5 of a jump's height.</summary>
    public static double Of(double from, double to, Func<double, double> f)
    {
        var (sum, width) = (0.0, (to - from) / Steps);
        for (var i = 0; i < Steps; i++)
        {
            sum += f(from + (i + 0.5) * width);
        }

        return sum * width;
    }

    /// <summary>∫ from 0 to <paramref name="to"/> of the largest value so far of <paramref name="f"/>, which stays as it is behind <paramref name="end"/>.</summary>
    public static double OfRunningMaximum(double to, double end, Func<double, double> f)
    {
        var most = double.NegativeInfinity;
        var inner = Of(0, Math.Min(to, end), x => most = Math.Max(most, f(x)));
        return inner + Math.Max(0, to - end) * Math.Max(most, f(end));
    }
}
