using System.Collections.Immutable;
using static System.Math;
using Transform = AutoCompress.Search.Benchmarks.Problems.WfgTransform;

namespace AutoCompress.Search.Benchmarks.Problems;

/// <summary>
/// Huband, Hingston, Barone and While, "A Review of Multiobjective Test Problems and a Scalable Test Problem Toolkit", IEEE Transactions on
/// Evolutionary Computation 10(5), 2006: WFG1 to WFG9 with three objectives, k = 4 position and l = 6 distance parameters. Variable i runs from
/// 0 to 2i; the front is where every transformed distance is 0, and objective m is the distance plus 2m times the shape's height.
/// </summary>
internal static class Wfg
{
    private const int Positions = 4;
    private const int Variables = 10;
    private static readonly double[] Scale = [2, 4, 6];
    private static readonly ImmutableArray<double> Reference = [3, 5, 7];

    public static ImmutableArray<AnalyticProblem> All { get; } =
    [
        Problem("wfg1", One, (a, b) => WfgShape.Convex(a, b, WfgShape.Mixed), () => ConvexVolume(WfgShape.Mixed)),
        Problem("wfg2", Two, (a, b) => WfgShape.Convex(a, b, WfgShape.Disconnected), () => ConvexVolume(WfgShape.Disconnected)),
        // The paper's front of WFG3 is the line alone; it has more points (Ishibuchi, Masuda and Nojima 2016), and nobody gives their volume.
        Problem("wfg3", Two, WfgShape.Linear, null, isDegenerate: true),
        Problem("wfg4", y => Means(y.Select(v => Transform.MultiModal(v, 30, 10)).ToArray()), WfgShape.Concave, Ellipsoid),
        Problem("wfg5", y => Means(y.Select(Transform.Deceptive).ToArray()), WfgShape.Concave, Ellipsoid),
        Problem("wfg6", y => NonSeparables(Shifted(y)), WfgShape.Concave, Ellipsoid),
        Problem("wfg7", y => Means(Shifted(Dependent(y, 0, Positions, i => y.AsSpan(i + 1)))), WfgShape.Concave, Ellipsoid),
        Problem("wfg8", y => Means(Shifted(Dependent(y, Positions, Variables, i => y.AsSpan(0, i)))), WfgShape.Concave, Ellipsoid),
        Problem("wfg9", Nine, WfgShape.Concave, Ellipsoid),
    ];

    private delegate ReadOnlySpan<double> Others(int index);

    private static AnalyticProblem Problem(
        string name, Func<double[], double[]> transform, Func<double, double, double[]> shape, Func<double>? ideal, bool isDegenerate = false)
    {
        var problem = new AnalyticProblem(name, RealSpace.Of(Enumerable.Range(1, Variables).Select(i => (0.0, 2.0 * i))), Reference, z =>
        {
            var t = transform([.. z.Select((v, i) => Min(1, v / (2 * (i + 1))))]);
            return BenchmarkValues.Of(Heights(t[0], isDegenerate ? t[2] * (t[1] - 0.5) + 0.5 : t[1], t[2], shape));
        })
        {
            FrontSampler = points => Front(points, shape, isDegenerate),
        };
        return ideal is null ? problem : problem with { Ideal = ideal };
    }

    private static double[] Heights(double a, double b, double distance, Func<double, double, double[]> shape) =>
        [.. shape(a, b).Select((height, i) => distance + Scale[i] * height)];

    private static IEnumerable<double[]> Front(int points, Func<double, double, double[]> shape, bool isDegenerate)
    {
        var side = isDegenerate ? points : (int)Ceiling(Sqrt(points));
        var grid = Enumerable.Range(0, side).Select(i => i / Max(1.0, side - 1)).ToArray();
        // A shape that is cut into pieces turns back: of its first position only those places count where the last height is a new least.
        var first = Records.Of(side, 1, a => -shape(a, 0.5)[2]);
        return isDegenerate
            ? grid.Select(a => Heights(a, 0.5, 0, shape))
            : first.SelectMany(a => grid.Select(b => Heights(a, b, 0, shape)));
    }

    private static double[] One(double[] y)
    {
        var t = Shifted(y).Select((v, i) => i < Positions ? v : Transform.Flat(v, 0.8, 0.75, 0.85)).Select(v => Transform.Polynomial(v, 0.02)).ToArray();
        return Grouped(t, (at, part) => Transform.Mean(part, i => 2 * (at + i + 1)));
    }

    private static double[] Two(double[] y)
    {
        var t = Shifted(y);
        var pairs = Enumerable.Range(0, (Variables - Positions) / 2).Select(i => Transform.NonSeparable(t.AsSpan(Positions + 2 * i, 2)));
        return Means([.. t.Take(Positions), .. pairs]);
    }

    private static double[] Nine(double[] y)
    {
        var t = Dependent(y, 0, Variables - 1, i => y.AsSpan(i + 1));
        return NonSeparables([.. t.Select((v, i) => i < Positions ? Transform.Deceptive(v) : Transform.MultiModal(v, 30, 95))]);
    }

    private static double[] Shifted(double[] y) => [.. y.Select((v, i) => i < Positions ? v : Transform.Linear(v))];

    private static double[] Dependent(double[] y, int from, int to, Others others)
    {
        var t = (double[])y.Clone();
        for (var i = from; i < to; i++)
        {
            t[i] = Transform.Dependent(y[i], Transform.Mean(others(i)));
        }

        return t;
    }

    private static double[] Means(double[] y) => Grouped(y, (_, part) => Transform.Mean(part));

    private static double[] NonSeparables(double[] y) => Grouped(y, (_, part) => Transform.NonSeparable(part));

    /// <summary>The two halves of the position parameters, and all distance parameters, each reduced to one number.</summary>
    private static double[] Grouped(double[] y, Func<int, ReadOnlySpan<double>, double> reduce) =>
    [
        reduce(0, y.AsSpan(0, Positions / 2)),
        reduce(Positions / 2, y.AsSpan(Positions / 2, Positions / 2)),
        reduce(Positions, y.AsSpan(Positions)),
    ];

    /// <summary>All but an eighth of the ellipsoid with the half-axes 2, 4 and 6.</summary>
    private static double Ellipsoid() => Reference[0] * Reference[1] * Reference[2] - Scale[0] * Scale[1] * Scale[2] * PI / 6;

    /// <summary>
    /// At the level z of the last objective the others reach as deep as the smallest first position allows that comes down to z; below the
    /// curve (1 − cos, 1 − sin) lie 1 − π/4 of its square.
    /// </summary>
    private static double ConvexVolume(Func<double, double> last)
    {
        const int scan = 400_000;
        var least = new double[scan + 1];
        for (var i = 0; i <= scan; i++)
        {
            var value = Scale[2] * last((double)i / scan);
            least[i] = i == 0 ? value : Min(least[i - 1], value);
        }

        return Quadrature.Of(0, Reference[2], z =>
        {
            var (low, high) = (0, scan);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = least[middle] <= z ? (low, middle) : (middle + 1, high);
            }

            var depth = WfgShape.Depth((double)low / scan);
            return Reference[0] * Reference[1] - Scale[0] * Scale[1] * depth * depth * (1 - PI / 4);
        });
    }
}
