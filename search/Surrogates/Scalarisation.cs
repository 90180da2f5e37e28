namespace AutoCompress.Search.Surrogates;

/// <summary>
/// The augmented Chebyshev sum of ParEGO (Knowles 2006) under drawn weights: for four costs and more, where the expected hypervolume is too
/// dear, each proposal improves one drawn direction. Its expectation is a mean over fixed draws.
/// </summary>
internal sealed class Scalarisation
{
    private const int Draws = 32;
    private const double Augmentation = 0.05;
    private readonly double[] _weights;
    private readonly double[] _ideal;
    private readonly double _best;
    private readonly double[] _normals;

    public Scalarisation(IReadOnlyList<double[]> front, double[] reference, SeededRandom random)
    {
        _ideal = [.. reference.Select((worst, cost) => front.Select(point => point[cost]).DefaultIfEmpty(worst - 1).Min())];
        var shares = reference.Select(_ => -PortableMath.Log(1 - random.NextDouble())).ToArray();
        _weights = [.. shares.Select((share, cost) => share / shares.Sum() / Math.Max(1e-9, reference[cost] - _ideal[cost]))];
        _best = front.Select(point => Of(point)).DefaultIfEmpty(Of(reference)).Min();
        _normals = [.. Enumerable.Range(0, Draws * reference.Length).Select(_ => Normal(random))];
    }

    /// <summary>The expected improvement of the sum.</summary>
    public double Expect(ReadOnlySpan<double> means, ReadOnlySpan<double> deviations)
    {
        Span<double> point = stackalloc double[means.Length];
        var total = 0.0;
        for (var draw = 0; draw < Draws; draw++)
        {
            for (var cost = 0; cost < point.Length; cost++)
            {
                point[cost] = means[cost] + deviations[cost] * _normals[draw * point.Length + cost];
            }

            total += Math.Max(0, _best - Of(point));
        }

        return total / Draws;
    }

    private double Of(ReadOnlySpan<double> point)
    {
        var (largest, sum) = (double.NegativeInfinity, 0.0);
        for (var cost = 0; cost < point.Length; cost++)
        {
            var part = _weights[cost] * (point[cost] - _ideal[cost]);
            (largest, sum) = (Math.Max(largest, part), sum + part);
        }

        return largest + Augmentation * sum;
    }

    /// <summary>The sum of twelve uniform draws less six: normal enough, and the same on every machine.</summary>
    private static double Normal(SeededRandom random)
    {
        var sum = -6.0;
        for (var i = 0; i < 12; i++)
        {
            sum += random.NextDouble();
        }

        return sum;
    }
}
