namespace AutoCompress.Search.Surrogates;

/// <summary>
/// The parameters of a <see cref="Kernel"/>: the maximum of their posterior density, by resilient propagation (Riedmiller and Braun 1993). The
/// signal's variance is eliminated. The length scales' prior grows with the root of the number of genes, so that a process in 80 dimensions is
/// as tame as one in three (Hvarfner, Hellsten and Nardi 2024).
/// </summary>
internal sealed class KernelFit
{
    private const int Iterations = 24;
    private const double FirstStep = 0.4;
    private const double LargestStep = 1;
    private const double Faster = 1.3;
    private const double Slower = 0.5;
    private readonly KernelPrior _prior;
    private readonly double[] _values;

    /// <summary>For each pair of points, and each point with itself behind those before it: the squared distance in each gene, and the products of the trends.</summary>
    private readonly List<(double[] Squares, double Linear, double Quadratic)> _pairs = [];

    private readonly int _scales;

    /// <param name="points">Features of some dozens of points.</param>
    /// <param name="values">Standardised.</param>
    public KernelFit(FeatureMap map, IReadOnlyList<double[]> points, double[] values)
    {
        (_values, _scales, _prior) = (values, map.Scales, new(map.Scales));
        for (var i = 0; i < points.Count; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                _pairs.Add(Pair(map, points[i], points[j]));
            }
        }
    }

    /// <summary>The natural logarithms of the parameters, in the order of <see cref="KernelPrior"/>.</summary>
    public double[] Maximise()
    {
        var at = _prior.Means();
        var steps = Enumerable.Repeat(FirstStep, at.Length).ToArray();
        var before = new double[at.Length];
        var (best, least) = (at, double.PositiveInfinity);
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            var gradient = new double[at.Length];
            var loss = Loss(at, gradient);
            if (loss < least)
            {
                (best, least) = ([.. at], loss);
            }

            for (var p = 0; p < at.Length; p++)
            {
                var turned = gradient[p] * before[p];
                steps[p] = turned > 0 ? Math.Min(LargestStep, steps[p] * Faster) : turned < 0 ? steps[p] * Slower : steps[p];
                before[p] = turned < 0 ? 0 : gradient[p];
                at[p] -= Math.Sign(before[p]) * steps[p];
            }

            KernelPrior.Bound(at);
        }

        return best;
    }

    /// <summary>The kernel of such parameters.</summary>
    public static Kernel KernelOf(FeatureMap map, double[] parameters)
    {
        var weights = parameters[..map.Scales].Select(log => PortableMath.Exp(-2 * log)).ToArray();
        return new(
            [.. map.ScaleOf.Select(scale => weights[scale])], map.IsOrdered,
            PortableMath.Exp(parameters[^3]), PortableMath.Exp(parameters[^2]), PortableMath.Exp(parameters[^1]));
    }

    private static (double[] Squares, double Linear, double Quadratic) Pair(FeatureMap map, double[] a, double[] b)
    {
        var (squares, linear, quadratic) = (new double[map.Scales], 0.0, 0.0);
        for (var c = 0; c < map.Columns; c++)
        {
            var (x, y) = (Kernel.Basis(a[c]), Kernel.Basis(b[c]));
            squares[map.ScaleOf[c]] += (a[c] - b[c]) * (a[c] - b[c]);
            linear += x.Line * y.Line;
            quadratic += map.IsOrdered[c] ? x.Parabola * y.Parabola : 0;
        }

        return (squares, linear, quadratic);
    }

    /// <summary>The negative logarithm of the posterior density up to a constant, and its gradient.</summary>
    private double Loss(double[] at, double[] gradient)
    {
        var n = _values.Length;
        var weights = at[.._scales].Select(log => PortableMath.Exp(-2 * log)).ToArray();
        var (linear, quadratic, noise) = (PortableMath.Exp(at[^3]), PortableMath.Exp(at[^2]), PortableMath.Exp(at[^1]));
        var slopes = new double[_pairs.Count];
        var factor = new Cholesky();
        for (var (i, pair) = (0, 0); i < n; i++)
        {
            var row = new double[i + 1];
            for (var j = 0; j <= i; j++, pair++)
            {
                var (squares, line, parabola) = _pairs[pair];
                var s = Math.Sqrt(5 * PortableMath.Dot(weights, squares, _scales));
                var decay = PortableMath.Exp(-s);
                row[j] = (1 + s + s * s / 3) * decay + linear * line + quadratic * parabola;
                slopes[pair] = 5 / 3.0 * (1 + s) * decay;
            }

            row[i] += noise;
            factor.Add(row);
        }

        var solved = (double[])_values.Clone();
        factor.SolveLower(solved);
        factor.SolveUpper(solved);
        var fit = Math.Max(1e-12, PortableMath.Dot(solved, _values, n));
        AddGradient(factor.Inverse(), solved, n / fit, slopes, gradient);
        for (var p = 0; p < gradient.Length; p++)
        {
            gradient[p] *= p < _scales ? weights[p] : p == _scales ? linear : p == _scales + 1 ? quadratic : noise;
        }

        return 0.5 * n * PortableMath.Log(fit / n) + factor.HalfLogDeterminant + _prior.Loss(at, gradient);
    }

    private void AddGradient(double[][] inverse, double[] solved, double perFit, double[] slopes, double[] gradient)
    {
        for (var (i, pair) = (0, 0); i < solved.Length; i++)
        {
            for (var j = 0; j <= i; j++, pair++)
            {
                var share = (inverse[i][j] - perFit * solved[i] * solved[j]) * (i == j ? 0.5 : 1);
                var (squares, linear, quadratic) = _pairs[pair];
                gradient[^3] += share * linear;
                gradient[^2] += share * quadratic;
                if (i == j)
                {
                    gradient[^1] += share;
                    continue;
                }

                share *= slopes[pair];
                for (var scale = 0; scale < _scales; scale++)
                {
                    gradient[scale] += share * squares[scale];
                }
            }
        }
    }
}
