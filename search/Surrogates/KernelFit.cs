namespace AutoCompress.Search.Surrogates;

/// <summary>
/// Length scales and noise of a <see cref="Kernel"/>: the maximum of their posterior density, by resilient propagation (Riedmiller and Braun
/// 1993). The signal's variance is eliminated. The length scales' prior grows with the root of the number of genes, so that a process in 80
/// dimensions is as tame as one in three (Hvarfner, Hellsten and Nardi 2024).
/// </summary>
internal sealed class KernelFit
{
    private const int Iterations = 24;
    private const double FirstStep = 0.4;
    private const double LargestStep = 1;
    private const double Faster = 1.3;
    private const double Slower = 0.5;
    private const double ScalePriorMean = 1.4142135623730951;
    private const double ScalePriorVariance = 3;
    private const double NoisePriorMean = -8;
    private const double NoisePriorVariance = 6;
    private const double LeastLogNoise = -13.8;
    private const double LargestLogNoise = 1;
    private readonly double[] _values;

    /// <summary>For each pair of points the squared distance in each gene.</summary>
    private readonly double[][] _squares;

    private readonly int _scales;
    private readonly double _priorMean;

    /// <param name="points">Features of some dozens of points.</param>
    /// <param name="values">Standardised.</param>
    public KernelFit(FeatureMap map, IReadOnlyList<double[]> points, double[] values)
    {
        (_values, _scales) = (values, map.Scales);
        _priorMean = ScalePriorMean + 0.5 * PortableMath.Log(Math.Max(1, _scales));
        _squares = new double[points.Count * (points.Count - 1) / 2][];
        for (var (i, pair) = (1, 0); i < points.Count; i++)
        {
            for (var j = 0; j < i; j++, pair++)
            {
                var squares = _squares[pair] = new double[_scales];
                for (var c = 0; c < map.Columns; c++)
                {
                    var difference = points[i][c] - points[j][c];
                    squares[map.ScaleOf[c]] += difference * difference;
                }
            }
        }
    }

    /// <summary>The natural logarithms of the length scales, and of the noise behind them.</summary>
    public double[] Maximise()
    {
        var at = new double[_scales + 1];
        Array.Fill(at, _priorMean);
        at[^1] = NoisePriorMean;
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

            at[^1] = Math.Clamp(at[^1], LeastLogNoise, LargestLogNoise);
        }

        return best;
    }

    /// <summary>The parameters that are most likely before anything is seen, with a noise of one's own.</summary>
    public static double[] Prior(FeatureMap map, double noise) =>
        [.. Enumerable.Repeat(ScalePriorMean + 0.5 * PortableMath.Log(Math.Max(1, map.Scales)) - ScalePriorVariance / 2, map.Scales), PortableMath.Log(noise)];

    /// <summary>The kernel of such parameters.</summary>
    public static Kernel KernelOf(FeatureMap map, double[] parameters)
    {
        var weights = parameters[..^1].Select(log => PortableMath.Exp(-2 * log)).ToArray();
        return new([.. map.ScaleOf.Select(scale => weights[scale])], PortableMath.Exp(parameters[^1]));
    }

    /// <summary>The negative logarithm of the posterior density up to a constant, and its gradient.</summary>
    private double Loss(double[] at, double[] gradient)
    {
        var n = _values.Length;
        var weights = at[..^1].Select(log => PortableMath.Exp(-2 * log)).ToArray();
        var noise = PortableMath.Exp(at[^1]);
        var slopes = new double[_squares.Length];
        var factor = new Cholesky();
        for (var (i, pair) = (0, 0); i < n; i++)
        {
            var row = new double[i + 1];
            row[i] = 1 + noise;
            for (var j = 0; j < i; j++, pair++)
            {
                var s = Math.Sqrt(5 * PortableMath.Dot(weights, _squares[pair], _scales));
                var decay = PortableMath.Exp(-s);
                row[j] = (1 + s + s * s / 3) * decay;
                slopes[pair] = 5 / 3.0 * (1 + s) * decay;
            }

            factor.Add(row);
        }

        var solved = (double[])_values.Clone();
        factor.SolveLower(solved);
        factor.SolveUpper(solved);
        var fit = Math.Max(1e-12, PortableMath.Dot(solved, _values, n));
        Gradient(factor.Inverse(), solved, n / fit, slopes, weights, noise, gradient);
        return 0.5 * n * PortableMath.Log(fit / n) + factor.HalfLogDeterminant + Prior(at, gradient);
    }

    private void Gradient(double[][] inverse, double[] solved, double perFit, double[] slopes, double[] weights, double noise, double[] gradient)
    {
        for (var (i, pair) = (0, 0); i < solved.Length; i++)
        {
            for (var j = 0; j < i; j++, pair++)
            {
                var share = (inverse[i][j] - perFit * solved[i] * solved[j]) * slopes[pair];
                var squares = _squares[pair];
                for (var scale = 0; scale < _scales; scale++)
                {
                    gradient[scale] += share * squares[scale];
                }
            }

            gradient[^1] += 0.5 * noise * (inverse[i][i] - perFit * solved[i] * solved[i]);
        }

        for (var scale = 0; scale < _scales; scale++)
        {
            gradient[scale] *= weights[scale];
        }
    }

    private double Prior(double[] at, double[] gradient)
    {
        var loss = 0.0;
        for (var p = 0; p < at.Length; p++)
        {
            var (mean, variance) = p < _scales ? (_priorMean, ScalePriorVariance) : (NoisePriorMean, NoisePriorVariance);
            gradient[p] += (at[p] - mean) / variance;
            loss += (at[p] - mean) * (at[p] - mean) / (2 * variance);
        }

        return loss;
    }
}
