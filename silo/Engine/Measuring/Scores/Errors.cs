namespace AutoCompress.Engine.Measuring.Scores;

/// <summary>Scores of real numbers from sums for each output: count, wanted, wanted², error², |error|.</summary>
internal static class Errors
{
    private const int Sums = 5;

    public static Tally Empty(int outputs) => new(Sums * outputs);

    public static void Count(Tally tally, int output, double wanted, double given)
    {
        var (start, error) = (Sums * output, given - wanted);
        tally.Add(start);
        tally.Add(start + 1, wanted);
        tally.Add(start + 2, wanted * wanted);
        tally.Add(start + 3, error * error);
        tally.Add(start + 4, Math.Abs(error));
    }

    /// <summary>
    /// The coefficient of determination, 1 − Σ error² / Σ (wanted − mean)², as a mean over the outputs whose wanted values differ; where none
    /// does, 1 without any error, else 0.
    /// </summary>
    public static double RSquared(ReadOnlySpan<double> sums)
    {
        var (sum, count, errors) = (0.0, 0, 0.0);
        for (var o = 0; o < sums.Length; o += Sums)
        {
            var spread = sums[o + 2] - (sums[o + 1] * sums[o + 1] / Math.Max(1, sums[o]));
            errors += sums[o + 3];
            if (spread > 1e-12 * Math.Max(1, sums[o + 2]))
            {
                sum += 1 - (sums[o + 3] / spread);
                count++;
            }
        }

        return count > 0 ? sum / count : errors == 0 ? 1 : 0;
    }

    /// <summary>Root of the mean squared error over all outputs.</summary>
    public static double Rmse(ReadOnlySpan<double> sums) => Math.Sqrt(Total(sums, 3) / Math.Max(1, Total(sums, 0)));

    /// <summary>Mean absolute error over all outputs.</summary>
    public static double Mae(ReadOnlySpan<double> sums) => Total(sums, 4) / Math.Max(1, Total(sums, 0));

    /// <summary>Norm of the errors over that of the wanted numbers.</summary>
    public static double Relative(ReadOnlySpan<double> sums) => Math.Sqrt(Total(sums, 3) / Math.Max(Total(sums, 2), double.Epsilon));

    private static double Total(ReadOnlySpan<double> sums, int which)
    {
        var total = 0.0;
        for (var o = 0; o < sums.Length; o += Sums)
        {
            total += sums[o + which];
        }

        return total;
    }
}
