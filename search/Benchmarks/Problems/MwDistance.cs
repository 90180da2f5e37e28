using static System.Math;

namespace AutoCompress.Search.Benchmarks.Problems;

/// <summary>The three distance functions of Ma and Wang 2019, section III.B; 1 on the front. n variables, m objectives, i from m to n.</summary>
internal static class MwDistance
{
    /// <summary>g1: the optimum of each variable is another one, and far from it the function is flat.</summary>
    public static double Flat(double[] x, int costs)
    {
        var (n, sum) = (x.Length, 1.0);
        for (var i = costs - 1; i < n; i++)
        {
            sum += 1 - Exp(-10 * Square(Pow(x[i], n - costs) - 0.5 - i / (2.0 * n)));
        }

        return sum;
    }

    /// <summary>g2: many local optima.</summary>
    public static double MultiModal(double[] x, int costs)
    {
        var (n, sum) = (x.Length, 1.0);
        for (var i = costs - 1; i < n; i++)
        {
            var z = 1 - Exp(-10 * Square(x[i] - (double)i / n));
            sum += 0.1 / n * z * z + 1.5 - 1.5 * Cos(2 * PI * z);
        }

        return sum;
    }

    /// <summary>g3: each variable's optimum depends on the one before.</summary>
    public static double Linked(double[] x, int costs)
    {
        var sum = 1.0;
        for (var i = costs - 1; i < x.Length; i++)
        {
            sum += 2 * Square(x[i] + Square(x[i - 1] - 0.5) - 1);
        }

        return sum;
    }

    private static double Square(double v) => v * v;
}
