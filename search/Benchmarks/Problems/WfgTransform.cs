using static System.Math;

namespace AutoCompress.Search.Benchmarks.Problems;

/// <summary>
/// The transformations of Huband et al. 2006, Table XI. Each takes and gives numbers from 0 to 1; rounding that leaves the range is cut off.
/// </summary>
internal static class WfgTransform
{
    /// <summary>s_linear: the distance to the optimum A, as a share of the way to the end.</summary>
    public static double Linear(double y, double optimum = 0.35) => Unit(Abs(y - optimum) / Abs(Floor(optimum - y) + optimum));

    /// <summary>s_decept: the true optimum A is a hole of half-width B, while the ends of the range draw with depth C.</summary>
    public static double Deceptive(double y)
    {
        const double a = 0.35, b = 0.001, c = 0.05;
        var left = Floor(y - a + b) * (1 - c + (a - b) / b) / (a - b);
        var right = Floor(a + b - y) * (1 - c + (1 - a - b) / b) / (1 - a - b);
        return Unit(1 + (Abs(y - a) - b) * (left + right + 1 / b));
    }

    /// <summary>s_multi: <paramref name="minima"/> (A) local minima on hills of size <paramref name="hills"/> (B) around the optimum 0.35.</summary>
    public static double MultiModal(double y, double minima, double hills)
    {
        const double optimum = 0.35;
        var distance = Abs(y - optimum) / (2 * (Floor(optimum - y) + optimum));
        return Unit((1 + Cos((4 * minima + 2) * PI * (0.5 - distance)) + 4 * hills * distance * distance) / (hills + 2));
    }

    /// <summary>b_flat: everything from B to C has the value A.</summary>
    public static double Flat(double y, double a, double b, double c) =>
        Unit(a + Min(0, Floor(y - b)) * a * (b - y) / b - Min(0, Floor(c - y)) * (1 - a) * (y - c) / (1 - c));

    /// <summary>b_poly: a power.</summary>
    public static double Polynomial(double y, double power) => Unit(Pow(y, power));

    /// <summary>b_param: a power from 0.02 to 50 that depends on <paramref name="others"/>.</summary>
    public static double Dependent(double y, double others)
    {
        const double a = 0.98 / 49.98, b = 0.02, c = 50;
        var share = a - (1 - 2 * others) * Abs(Floor(0.5 - others) + a);
        return Unit(Pow(y, b + (c - b) * share));
    }

    /// <summary>r_sum: the mean, weighted where weights are given.</summary>
    public static double Mean(ReadOnlySpan<double> y, Func<int, double>? weight = null)
    {
        var (sum, weights) = (0.0, 0.0);
        for (var i = 0; i < y.Length; i++)
        {
            var own = weight?.Invoke(i) ?? 1;
            (sum, weights) = (sum + own * y[i], weights + own);
        }

        return Unit(sum / weights);
    }

    /// <summary>r_nonsep with the degree of all of <paramref name="y"/>: the numbers and their differences.</summary>
    public static double NonSeparable(ReadOnlySpan<double> y)
    {
        var (sum, degree) = (0.0, y.Length);
        for (var j = 0; j < degree; j++)
        {
            sum += y[j];
            for (var k = 1; k < degree; k++)
            {
                sum += Abs(y[j] - y[(j + k) % degree]);
            }
        }

        var half = Ceiling(degree / 2.0);
        return Unit(sum / (half * (1 + 2.0 * degree - 2 * half)));
    }

    private static double Unit(double value) => Clamp(value, 0, 1);
}
