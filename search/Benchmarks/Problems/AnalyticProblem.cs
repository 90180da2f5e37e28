using System.Collections.Immutable;
using AutoCompress.Spaces;
using AutoCompress.Trials;

namespace AutoCompress.Search.Benchmarks.Problems;

/// <summary>A problem by formula: no learning curve, no noise, nothing fails.</summary>
/// <param name="Formula">Variables in the order of the space's genes to values.</param>
public sealed record AnalyticProblem(
    string Name, SearchSpace Space, ImmutableArray<double> Reference, Func<double[], BenchmarkValues> Formula) : IBenchmarkProblem
{
    /// <summary>Metrics whose cost is linear, so that a study sorts by the very costs of the paper; the only ones that mean nothing else to an algorithm.</summary>
    private static readonly ImmutableArray<Metric> Shares =
        [Metric.Accuracy, Metric.MacroF1, Metric.Agreement, Metric.Top5, Metric.WorstRecall, Metric.MeanIou, Metric.Cosine];

    private Lazy<double?> _ideal = new((double?)null);

    public ImmutableArray<Metric> Metrics { get; } = Shares[..Reference.Length];

    public int Constraints { get; init; }

    public int FullImages => 0;

    public double? IdealHypervolume => _ideal.Value;

    /// <summary>Computes <see cref="IdealHypervolume"/> when it is first asked for.</summary>
    internal Func<double> Ideal
    {
        init => _ideal = new(() => value());
    }

    /// <summary>Samples the true front; null where its shape is not given.</summary>
    internal Func<int, IEnumerable<double[]>>? FrontSampler { get; init; }

    public BenchmarkValues Evaluate(Candidate candidate, double images, ulong seed) => Formula(RealSpace.Read(Space, candidate));

    public ImmutableArray<ImmutableArray<double>> Front(int points) =>
        FrontSampler is { } sampler ? [.. sampler(points).Select(point => point.ToImmutableArray())] : [];
}
