using System.Collections.Immutable;
using static System.Math;

namespace AutoCompress.Search.Benchmarks.Problems;

/// <summary>
/// The real-valued problems of Zitzler, Deb and Thiele, "Comparison of Multiobjective Evolutionary Algorithms: Empirical Results",
/// Evolutionary Computation 8(2), 2000: T1 to T4 and T6. f2 = g · h(f1, g), and the front is where g = 1.
/// </summary>
internal static class Zdt
{
    /// <summary>The smallest f1 of ZDT6: the first maximum of exp(−4x) sin⁶(6πx), at tan(6πx) = 9π.</summary>
    private static readonly double LeastOfSix = SixthOf(Atan(9 * PI) / (6 * PI));

    public static ImmutableArray<AnalyticProblem> All { get; } =
    [
        new("zdt1", RealSpace.Unit(30), [11, 11], x => Values(x[0], Linear(x), Root))
        {
            Ideal = () => 11 * 11 - 1 / 3.0, // ∫ (1 − √x) = 1/3 lies below the front
            FrontSampler = points => Curve(points, 0, f => 1 - Sqrt(f)),
        },
        new("zdt2", RealSpace.Unit(30), [11, 11], x => Values(x[0], Linear(x), Square))
        {
            Ideal = () => 11 * 11 - 2 / 3.0,
            FrontSampler = points => Curve(points, 0, f => 1 - f * f),
        },
        new("zdt3", RealSpace.Unit(30), [11, 11], x => Values(x[0], Linear(x), Waves))
        {
            Ideal = () => Staircase.Area(Curve(1_000_000, 0, f => Waves(f, 1)), 11, 11),
            FrontSampler = points => Staircase.Of(Curve(4 * points, 0, f => Waves(f, 1))),
        },
        new("zdt4", RealSpace.Of(Enumerable.Repeat((-5.0, 5.0), 9).Prepend((0, 1))), [11, 200], x => Values(x[0], Rastrigin(x), Root))
        {
            Ideal = () => 11 * 200 - 1 / 3.0,
            FrontSampler = points => Curve(points, 0, f => 1 - Sqrt(f)),
        },
        new("zdt6", RealSpace.Unit(10), [11, 11], x => Values(SixthOf(x[0]), 1 + 9 * Pow(Mean(x), 0.25), Square))
        {
            Ideal = () => 11 * (11 - LeastOfSix) - (2 / 3.0 - (LeastOfSix - Pow(LeastOfSix, 3) / 3)),
            FrontSampler = points => Curve(points, LeastOfSix, f => 1 - f * f),
        },
    ];

    private static BenchmarkValues Values(double f1, double g, Func<double, double, double> h) => BenchmarkValues.Of(f1, g * h(f1, g));

    private static double Root(double f1, double g) => 1 - Sqrt(f1 / g);

    private static double Square(double f1, double g) => 1 - f1 / g * (f1 / g);

    private static double Waves(double f1, double g) => 1 - Sqrt(f1 / g) - f1 / g * Sin(10 * PI * f1);

    private static double SixthOf(double x) => 1 - Exp(-4 * x) * Pow(Sin(6 * PI * x), 6);

    private static double Mean(double[] x) => x.Skip(1).Sum() / (x.Length - 1);

    private static double Linear(double[] x) => 1 + 9 * Mean(x);

    private static double Rastrigin(double[] x) => 1 + 10 * (x.Length - 1) + x.Skip(1).Sum(v => v * v - 10 * Cos(4 * PI * v));

    private static IEnumerable<double[]> Curve(int points, double from, Func<double, double> f2)
    {
        for (var i = 0; i < points; i++)
        {
            var f1 = from + (1 - from) * i / Max(1, points - 1);
            yield return [f1, f2(f1)];
        }
    }
}
