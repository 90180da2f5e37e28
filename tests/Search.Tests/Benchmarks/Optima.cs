using AutoCompress.Search.Benchmarks;
using AutoCompress.Spaces;

namespace AutoCompress.Search.Tests.Benchmarks;

/// <summary>Where the papers say that the distance to the front is nothing.</summary>
internal static class Optima
{
    /// <summary>The variables with the given positions along the front, each as a share of its range, and the distance variables at their optimum.</summary>
    public static double[] Of(IBenchmarkProblem problem, ReadOnlySpan<double> positions)
    {
        var genes = problem.Space.Genes.Cast<NumberGene>().ToArray();
        var x = new double[genes.Length];
        var front = PositionsOf(problem);
        for (var i = 0; i < front; i++)
        {
            x[i] = genes[i].Low + positions[i] * (genes[i].High - genes[i].Low);
        }

        if (problem.Name == "wfg9")
        {
            Backwards(x, front);
            return x;
        }

        for (var i = front; i < x.Length; i++)
        {
            x[i] = Distance(problem, x, i);
        }

        return x;
    }

    /// <summary>How many of the first variables only say where on the front a point is.</summary>
    public static int PositionsOf(IBenchmarkProblem problem) => BenchmarkProblems.FamilyOf(problem) == "wfg" ? 4 : problem.Metrics.Length - 1;

    private static double Distance(IBenchmarkProblem problem, double[] x, int i) => problem.Name switch
    {
        "dtlz6" or "dtlz7" => 0,
        ['d', ..] => 0.5,
        ['z', ..] => 0,
        "wfg8" => 2 * (i + 1) * Math.Pow(0.35, 1 / (0.02 + 49.98 * Share(Unscaled(x, 0, i)))),
        ['w', ..] => 0.35 * 2 * (i + 1),
        "mw1" or "mw4" or "mw5" or "mw9" or "mw12" => Math.Pow(0.5 + i / (2.0 * x.Length), 1.0 / (x.Length - problem.Metrics.Length)),
        "mw3" or "mw7" or "mw11" or "mw14" => 1 - Math.Pow(x[i - 1] - 0.5, 2),
        _ => (double)i / x.Length,
    };

    /// <summary>Huband et al. 2006, equation 20: the exponent's place between its ends.</summary>
    private static double Share(double mean) => 0.98 / 49.98 - (1 - 2 * mean) * Math.Abs(Math.Floor(0.5 - mean) + 0.98 / 49.98);

    private static double Unscaled(double[] x, int from, int to) => Enumerable.Range(from, to - from).Average(j => x[j] / (2 * (j + 1)));

    /// <summary>Equation 21, from the last variable to the first distance variable.</summary>
    private static void Backwards(double[] x, int front)
    {
        x[^1] = 0.35 * 2 * x.Length;
        for (var i = x.Length - 2; i >= front; i--)
        {
            x[i] = 2 * (i + 1) * Math.Pow(0.35, 1 / (0.02 + 49.98 * Share(Unscaled(x, i + 1, x.Length))));
        }
    }
}
