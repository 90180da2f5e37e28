using System.Collections.Immutable;
using static System.Math;

namespace AutoCompress.Search.Benchmarks.Problems;

/// <summary>
/// Deb, Thiele, Laumanns and Zitzler, "Scalable Test Problems for Evolutionary Multiobjective Optimization", in Evolutionary Multiobjective
/// Optimization, Springer 2005: DTLZ1 to DTLZ7 with three objectives. The last 5 (DTLZ1), 20 (DTLZ7) or 10 variables are the distance to the front.
/// </summary>
internal static class Dtlz
{
    private const int Costs = 3;

    public static ImmutableArray<AnalyticProblem> All { get; } =
    [
        Problem("dtlz1", 5, 200, Plane, r => Pow(r, Costs) - Pow(0.5, Costs) / 6, points => Simplex.Of(points).Select(p => Scaled(p, 0.5))),
        Problem("dtlz2", 10, 1.1, x => Sphere(RightAngles(x, 1), Bowl(x)), Ball, Sphere),
        Problem("dtlz3", 10, 1000, x => Sphere(RightAngles(x, 1), Rugged(x)), Ball, Sphere),
        Problem("dtlz4", 10, 2, x => Sphere(RightAngles(x, 100), Bowl(x)), Ball, Sphere),
        Problem("dtlz5", 10, 1.1, x => Curve(x, Bowl(x)), Arc, ArcPoints),
        Problem("dtlz6", 10, 11, x => Curve(x, Tail(x).Sum(v => Pow(v, 0.1))), Arc, ArcPoints),
        new("dtlz7", RealSpace.Unit(Costs - 1 + 20), [1.1, 1.1, 20], Pieces) { Ideal = PiecesVolume, FrontSampler = PiecesFront },
    ];

    private static AnalyticProblem Problem(
        string name, int distance, double reference, Func<double[], double[]> formula, Func<double, double> ideal, Func<int, IEnumerable<double[]>> front) =>
        new(name, RealSpace.Unit(Costs - 1 + distance), [reference, reference, reference], x => BenchmarkValues.Of(formula(x)))
        {
            Ideal = () => ideal(reference),
            FrontSampler = front,
        };

    private static IEnumerable<double> Tail(double[] x) => x.Skip(Costs - 1);

    private static double Bowl(double[] x) => Tail(x).Sum(v => (v - 0.5) * (v - 0.5));

    private static double Rugged(double[] x) =>
        100 * (x.Length - Costs + 1 + Tail(x).Sum(v => (v - 0.5) * (v - 0.5) - Cos(20 * PI * (v - 0.5))));

    private static double[] Plane(double[] x)
    {
        var scale = 0.5 * (1 + Rugged(x));
        return [scale * x[0] * x[1], scale * x[0] * (1 - x[1]), scale * (1 - x[0])];
    }

    private static double[] RightAngles(double[] x, double power) => [Pow(x[0], power) * PI / 2, Pow(x[1], power) * PI / 2];

    private static double[] Sphere(double[] angles, double g) =>
    [
        (1 + g) * Cos(angles[0]) * Cos(angles[1]),
        (1 + g) * Cos(angles[0]) * Sin(angles[1]),
        (1 + g) * Sin(angles[0]),
    ];

    private static double[] Curve(double[] x, double g) => Sphere([x[0] * PI / 2, PI / (4 * (1 + g)) * (1 + 2 * g * x[1])], g);

    private static BenchmarkValues Pieces(double[] x)
    {
        var g = 1 + 9 * Tail(x).Sum() / (x.Length - Costs + 1);
        var h = Costs - x.Take(Costs - 1).Sum(f => Wave(f) / (1 + g));
        return BenchmarkValues.Of(x[0], x[1], (1 + g) * h);
    }

    private static double Wave(double f) => f * (1 + Sin(3 * PI * f));

    /// <summary>All but an eighth of the unit ball.</summary>
    private static double Ball(double r) => Pow(r, Costs) - PI / 6;

    private static IEnumerable<double[]> Sphere(int points) => Simplex.Of(points).Select(p =>
    {
        var length = Sqrt(p.Sum(v => v * v));
        return Scaled(p, 1 / length);
    });

    /// <summary>The front is (c, c, s) with c = cos t / √2, s = sin t: at the level z of the third cost c = √((1 − z²) / 2), and ∫ (r − c)² over z.</summary>
    private static double Arc(double r) => Pow(r, 3) - r * PI / (2 * Sqrt(2)) + 1 / 3.0;

    private static IEnumerable<double[]> ArcPoints(int points) => Enumerable.Range(0, points).Select(i => Curve([(double)i / Max(1, points - 1), 0.5], 0));

    /// <summary>The third cost is 6 − Σ wave(f), so that at (f1, f2) the least is reached with the largest wave so far on either axis.</summary>
    private static double PiecesVolume()
    {
        var (a, b, c) = (1.1, 1.1, 20);
        return a * b * (c - 2.0 * Costs) + b * Quadrature.OfRunningMaximum(a, 1, Wave) + a * Quadrature.OfRunningMaximum(b, 1, Wave);
    }

    private static IEnumerable<double[]> PiecesFront(int points)
    {
        var axis = Records.Of((int)Ceiling(Sqrt(points)), 1, Wave);
        return axis.SelectMany(f1 => axis.Select(f2 => new[] { f1, f2, 2 * Costs - Wave(f1) - Wave(f2) }));
    }

    private static double[] Scaled(double[] point, double factor) => [.. point.Select(v => factor * v)];
}
