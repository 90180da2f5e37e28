namespace AutoCompress.Search.Surrogates;

/// <summary>A Gaussian process of mean 0 on standardised values (Rasmussen and Williams 2006, algorithm 2.1), which grows point by point.</summary>
internal sealed class GaussianProcess
{
    private const double LeastVariance = 1e-10;
    private readonly TrainingSet _set;
    private readonly Kernel _kernel;
    private readonly Cholesky _factor = new();
    private readonly List<double> _values = [];
    private readonly double[] _row;
    private double[] _weights = [];
    private double _signal = 1;

    /// <param name="set">Shared by all processes of a search; only its first points are used until <see cref="Append"/>.</param>
    /// <param name="values">One for each point of the set.</param>
    public GaussianProcess(TrainingSet set, Kernel kernel, IReadOnlyList<double> values)
    {
        (_set, _kernel, _row) = (set, kernel, new double[set.Capacity]);
        for (var i = 0; i < values.Count; i++)
        {
            Extend(i, values[i]);
        }

        Solve();
        _signal = Math.Max(LeastVariance, PortableMath.Dot(_weights, [.. _values], _values.Count) / Math.Max(1, _values.Count));
    }

    /// <summary>Takes the set's newest point in, as if <paramref name="value"/> had been seen there.</summary>
    public void Append(double value)
    {
        Extend(_values.Count, value);
        Solve();
    }

    /// <summary>Mean and variance of the function, without noise, at <paramref name="point"/>.</summary>
    public (double Mean, double Variance) Predict(double[] point)
    {
        _kernel.Fill(_set, point, _row);
        var mean = PortableMath.Dot(_row, _weights, _values.Count);
        _factor.SolveLower(_row);
        return (mean, _signal * Math.Max(LeastVariance, 1 - PortableMath.Dot(_row, _row, _values.Count)));
    }

    private void Extend(int point, double value)
    {
        _kernel.Fill(_set, _set[point], _row);
        var row = _row[..(point + 1)];
        row[point] = 1 + _kernel.Noise;
        _factor.Add(row);
        _values.Add(value);
    }

    private void Solve()
    {
        _weights = [.. _values];
        _factor.SolveLower(_weights);
        _factor.SolveUpper(_weights);
    }
}
