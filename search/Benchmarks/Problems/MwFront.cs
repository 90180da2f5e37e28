namespace AutoCompress.Search.Benchmarks.Problems;

/// <summary>
/// True fronts of problems with two costs and constraints on them, found on the curves of equal x1 along which the distance g grows from 1.
/// The first feasible place of a curve is bracketed on a grid and bisected, so that islands thinner than the grid are missed.
/// </summary>
internal static class MwFront
{
    private const int VolumePoints = 20_000;
    private const double Farthest = 2.5;
    private const double Step = 0.0025;

    /// <param name="costs">g and x1 to both costs.</param>
    public static IEnumerable<double[]> Of(int points, double high, Func<double, double, double[]> costs, Func<double[], double[]> constraints)
    {
        var first = new List<double[]>();
        for (var i = 0; i < points; i++)
        {
            if (FirstFeasible(g => costs(g, high * i / Math.Max(1, points - 1)), constraints) is { } point)
            {
                first.Add(point);
            }
        }

        return Staircase.Of(first.OrderBy(point => point[0]).ThenBy(point => point[1]));
    }

    /// <summary>The area that the front dominates below (reference, reference); too small by at most what lies between neighbours of 20,000 curves.</summary>
    public static double Volume(double high, Func<double, double, double[]> costs, Func<double[], double[]> constraints, double reference) =>
        Pareto.Hypervolume.Of(Of(VolumePoints, high, costs, constraints), [reference, reference]);

    private static double[]? FirstFeasible(Func<double, double[]> curve, Func<double[], double[]> constraints)
    {
        if (Keeps(1))
        {
            return curve(1);
        }

        for (var g = 1 + Step; g <= Farthest; g += Step)
        {
            if (Keeps(g))
            {
                var (broken, kept) = (g - Step, g);
                for (var i = 0; i < 40; i++)
                {
                    var middle = (broken + kept) / 2;
                    (broken, kept) = Keeps(middle) ? (broken, middle) : (middle, kept);
                }

                return curve(kept);
            }
        }

        return null;

        bool Keeps(double g) => Array.TrueForAll(constraints(curve(g)), c => c <= 0);
    }
}
