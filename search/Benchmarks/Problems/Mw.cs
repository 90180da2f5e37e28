using System.Collections.Immutable;
using static System.Math;

namespace AutoCompress.Search.Benchmarks.Problems;

/// <summary>
/// Ma and Wang, "Evolutionary Constrained Multiobjective Optimization: Test Suite Construction and Performance Comparisons", IEEE Transactions
/// on Evolutionary Computation 23(6), 2019: MW1 to MW14, of which MW4, MW8 and MW14 have three objectives. They take any number of variables; the
/// paper's 15 are meant for 60,000 evaluations, and with them no random point is feasible. The five here suit hundreds.
/// </summary>
internal static class Mw
{
    private const int Variables = 5;

    public static ImmutableArray<AnalyticProblem> All { get; } =
    [
        Rising("mw1", 1.5, MwDistance.Flat, f => 1 - 0.85 * f, MwConstraints.One),
        Rising("mw2", 1.5, MwDistance.MultiModal, f => 1 - f, MwConstraints.Two),
        Rising("mw3", 1.5, MwDistance.Linked, f => 1 - f, MwConstraints.Three),
        Solid("mw4", 1, [1.5, 1.5, 1.5], MwDistance.Flat, (g, x) => [g * (1 - x[0]) * (1 - x[1]), g * (1 - x[0]) * x[1], g * x[0]], MwConstraints.Four)
            with { Ideal = () => Pow(1.5, 3) - 1 / 6.0, FrontSampler = Simplex.Of },
        Scaled("mw5", 1, 2, MwDistance.Flat, x => Sqrt(Max(0, 1 - x * x)), MwConstraints.Five),
        Scaled("mw6", 1.1, 2, MwDistance.MultiModal, x => Sqrt(Max(0, 1.21 - x * x)), MwConstraints.Six),
        Scaled("mw7", 1, 2, MwDistance.Linked, x => Sqrt(Max(0, 1 - x * x)), MwConstraints.Seven),
        Solid("mw8", 1, [1.5, 1.5, 1.5], MwDistance.MultiModal, Sphere, MwConstraints.Eight)
            with { Ideal = BandsVolume, FrontSampler = points => Grid(points).Where(x => Keeps(MwConstraints.Eight, Sphere(1, x))).Select(x => Sphere(1, x)) },
        Scaled("mw9", 1, 2, MwDistance.Flat, x => 1 - Pow(x, 0.6), MwConstraints.Nine),
        Scaled("mw10", 1, 1.5, MwDistance.MultiModal, x => 1 - x * x, MwConstraints.Ten, x => Pow(x, Variables)),
        Scaled("mw11", Sqrt(2), 2.5, MwDistance.Linked, x => Sqrt(Max(0, 2 - x * x)), MwConstraints.Eleven),
        Scaled("mw12", 1, 2, MwDistance.Flat, x => 0.85 - 0.8 * x - 0.08 * Abs(Sin(3.2 * PI * x)), MwConstraints.Twelve),
        Scaled("mw13", 1.5, 5, MwDistance.MultiModal, x => 5 - Exp(x) - Abs(0.5 * Sin(3 * PI * x)), MwConstraints.Thirteen),
        Solid("mw14", 1.5, [2, 2, 8], MwDistance.Linked, Separate, MwConstraints.Fourteen) with { Ideal = SeparateVolume, FrontSampler = SeparateFront },
    ];

    /// <summary>f1 = x1 and f2 = g + h(x1) − 1: distance lifts the curve.</summary>
    private static AnalyticProblem Rising(
        string name, double reference, Func<double[], int, double> distance, Func<double, double> curve, Func<double[], double[]> constraints) =>
        Flat(name, 1, reference, distance, (g, x) => [x, g - 1 + curve(x)], constraints);

    /// <summary>f1 = g · u(x1) and f2 = g · h(u(x1)): distance moves a point away from the origin.</summary>
    private static AnalyticProblem Scaled(
        string name, double high, double reference, Func<double[], int, double> distance, Func<double, double> curve, Func<double[], double[]> constraints,
        Func<double, double>? share = null) => Flat(name, high, reference, distance, (g, x) =>
        {
            var u = share?.Invoke(x) ?? x;
            return [g * u, g * curve(u)];
        }, constraints);

    private static AnalyticProblem Flat(
        string name, double high, double reference, Func<double[], int, double> distance, Func<double, double, double[]> costs, Func<double[], double[]> constraints) =>
        new(name, Space(high), [reference, reference], x => Values(costs(distance(x, 2), x[0]), constraints))
        {
            Constraints = constraints([1, 1]).Length,
            Ideal = () => MwFront.Volume(high, costs, constraints, reference),
            FrontSampler = points => MwFront.Of(points, high, costs, constraints),
        };

    private static AnalyticProblem Solid(
        string name, double high, ImmutableArray<double> reference, Func<double[], int, double> distance, Func<double, double[], double[]> costs,
        Func<double[], double[]> constraints) =>
        new(name, Space(high), reference, x => Values(costs(distance(x, 3), x), constraints)) { Constraints = constraints([1, 1, 1]).Length };

    private static Spaces.SearchSpace Space(double high) => RealSpace.Of(Enumerable.Repeat((0.0, high), Variables));

    private static BenchmarkValues Values(double[] costs, Func<double[], double[]> constraints) => new([.. costs], [.. constraints(costs)]);

    private static bool Keeps(Func<double[], double[]> constraints, double[] costs) => constraints(costs).All(c => c <= 0);

    private static double[] Sphere(double g, double[] x) =>
    [
        g * Cos(x[0] * PI / 2) * Cos(x[1] * PI / 2),
        g * Cos(x[0] * PI / 2) * Sin(x[1] * PI / 2),
        g * Sin(x[0] * PI / 2),
    ];

    /// <summary>
    /// The front of MW8 is made of the latitudes of the sphere where sin²(6 · latitude) ≤ 1/2. At the level z of the last cost the highest of
    /// them below z dominates all but a quarter of its circle.
    /// </summary>
    private static double BandsVolume()
    {
        var circle = double.NaN;
        return Quadrature.Of(0, 1.5, z =>
        {
            var latitude = Asin(Min(1, z));
            circle = z >= 1 ? 0 : Pow(Sin(6 * latitude), 2) <= 0.5 ? Pow(Cos(latitude), 2) : circle;
            return 1.5 * 1.5 - PI / 4 * circle;
        });
    }

    private static double[] Separate(double g, double[] x) => [x[0], x[1], g / 2 * (12 - Wave(x[0]) - Wave(x[1]))];

    private static double Wave(double x) => Exp(x) + 1.5 * Sin(1.1 * PI * x * x);

    private static double SeparateVolume() =>
        2 * 2 * (8 - 6.0) + 2 * 2 * Quadrature.OfRunningMaximum(2, 1.5, Wave) / 2; // as in DTLZ7, the same on both axes

    private static IEnumerable<double[]> SeparateFront(int points)
    {
        var axis = Records.Of((int)Ceiling(Sqrt(points)), 1.5, Wave);
        return axis.SelectMany(a => axis.Select(b => Separate(1, [a, b])));
    }

    private static IEnumerable<double[]> Grid(int points)
    {
        var side = (int)Ceiling(Sqrt(points));
        return Enumerable.Range(0, side * side).Select(i => new[] { (double)(i / side) / (side - 1), (double)(i % side) / (side - 1) });
    }
}
