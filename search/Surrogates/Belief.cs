using AutoCompress.Search.Genomes;

namespace AutoCompress.Search.Surrogates;

/// <summary>
/// What is believed of candidates that were not tried: a Gaussian process for each cost and each constraint, on the scales of
/// <see cref="ValueScale"/>. Running trials count as if they had ended as believed (the Kriging believer of Ginsbourger, Le Riche and
/// Carraro 2010), so that the next proposal goes elsewhere.
/// </summary>
internal sealed class Belief
{
    private readonly FeatureMap _map;
    private readonly TrainingSet _set;
    private readonly GaussianProcess[] _processes;
    private readonly ValueScale[] _scales;
    private readonly double[] _means;
    private readonly double[] _variances;

    /// <param name="points">Those to learn from, at least one.</param>
    /// <param name="kernels">For the costs, and behind them for the constraints.</param>
    /// <param name="targets">In the same order.</param>
    /// <param name="running">Genomes of running trials.</param>
    public Belief(
        FeatureMap map, List<KnownPoint> points, Kernel[] kernels, IReadOnlyList<Func<KnownPoint, double>> targets, IReadOnlyList<int[]> running)
    {
        (_map, _set) = (map, new(map.Columns, points.Count + running.Count));
        foreach (var point in points)
        {
            _set.Add(map.Of(point.Genome.AsSpan()));
        }

        _scales = [.. targets.Select(target => new ValueScale([.. points.Select(target)]))];
        _processes = [.. targets.Select((target, i) => new GaussianProcess(_set, kernels[i], [.. points.Select(point => _scales[i].Of(target(point)))]))];
        (_means, _variances) = (new double[targets.Count], new double[targets.Count]);
        foreach (var genome in running)
        {
            var features = map.Of(genome);
            var believed = _processes.Select(process => process.Predict(features).Mean).ToArray();
            _set.Add(features);
            for (var i = 0; i < _processes.Length; i++)
            {
                _processes[i].Append(believed[i]);
            }

            Believed.Add(believed);
        }
    }

    /// <summary>For each running trial what it is believed to give.</summary>
    public List<double[]> Believed { get; } = [];

    /// <summary>A value of the given cost or constraint on the scale of its process.</summary>
    public double Scaled(int target, double value) => _scales[target].Of(value);

    /// <summary>Means and standard deviations at <paramref name="genome"/>, on the processes' scales; valid until the next call.</summary>
    public (ReadOnlyMemory<double> Means, ReadOnlyMemory<double> Deviations) At(ReadOnlySpan<int> genome)
    {
        var features = _map.Of(genome);
        for (var i = 0; i < _processes.Length; i++)
        {
            (_means[i], var variance) = _processes[i].Predict(features);
            _variances[i] = Math.Sqrt(variance);
        }

        return (_means, _variances);
    }
}
