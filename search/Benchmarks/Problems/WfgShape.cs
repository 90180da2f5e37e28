using static System.Math;

namespace AutoCompress.Search.Benchmarks.Problems;

/// <summary>The shapes of fronts of Huband et al. 2006, Table X, for three objectives: two positions on the front to a height for each.</summary>
internal static class WfgShape
{
    public static double[] Linear(double a, double b) => [a * b, a * (1 - b), 1 - a];

    public static double[] Concave(double a, double b) =>
        [Sin(a * PI / 2) * Sin(b * PI / 2), Sin(a * PI / 2) * Cos(b * PI / 2), Cos(a * PI / 2)];

    /// <summary>Convex but for the last, which is <paramref name="last"/> of the first position.</summary>
    public static double[] Convex(double a, double b, Func<double, double> last) =>
        [Depth(a) * Depth(b), Depth(a) * (1 - Sin(b * PI / 2)), last(a)];

    /// <summary>mixed with α = 1, A = 5.</summary>
    public static double Mixed(double a) => Clamp(1 - a - Cos(10 * PI * a + PI / 2) / (10 * PI), 0, 1);

    /// <summary>disc with α = β = 1, A = 5.</summary>
    public static double Disconnected(double a) => Clamp(1 - a * Pow(Cos(5 * PI * a), 2), 0, 1);

    /// <summary>How far the first two heights of a convex front reach at the first position.</summary>
    public static double Depth(double a) => 1 - Cos(a * PI / 2);
}
