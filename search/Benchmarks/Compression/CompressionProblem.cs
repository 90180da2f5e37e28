using System.Collections.Immutable;
using AutoCompress.Search.Genomes;
using AutoCompress.Spaces;
using AutoCompress.Trials;

namespace AutoCompress.Search.Benchmarks.Compression;

/// <summary>
/// A study by formula: 15 mixed genes of which seven are conditional, accuracy that grows with training by a power law, noisy accuracy and latency,
/// regions that fail (a format that an operator lacks, too little memory, a learning rate that diverges) and a bound on the accuracy's loss. Its front is
/// enumerated, so the ideal is exact.
/// </summary>
public sealed class CompressionProblem : IBenchmarkProblem
{
    private const double AccuracyNoise = 0.0015;
    private const double LatencyNoise = 0.01;
    private readonly Lazy<double> _ideal;

    public CompressionProblem() => _ideal = new(() => Pareto.Hypervolume.Of(CompressionFront.Points.Select(point => (IReadOnlyList<double>)point), Reference));

    public string Name => "compression";

    public SearchSpace Space => CompressionSpace.Space;

    public ImmutableArray<Metric> Metrics { get; } = [Metric.Accuracy, Metric.Latency, Metric.Size];

    /// <summary>The original's latency and bytes, and its accuracy minus five points.</summary>
    public ImmutableArray<double> Reference { get; } =
    [
        CompressionModel.AllowedLoss - CompressionModel.OriginalAccuracy, Math.Log(CompressionModel.OriginalLatency), Math.Log(CompressionModel.OriginalSize),
    ];

    public double? IdealHypervolume => _ideal.Value;

    public int Constraints => 1;

    public int FullImages => CompressionModel.FullImages;

    public BenchmarkValues Evaluate(Candidate candidate, double images, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        var (network, recipe) = (CompressionSpace.NetworkOf(candidate), CompressionSpace.RecipeOf(candidate));
        if (CompressionModel.Failure(network, recipe, CompressionSpace.HasBlock(candidate, 1)) is { } cause)
        {
            return BenchmarkValues.Failed(cause);
        }

        var (accuracyNoise, latencyNoise) = Noise(candidate, images, seed);
        var loss = CompressionModel.Loss(network, recipe, CompressionSpace.StemOf(candidate), images) + accuracyNoise;
        return new(
            [
                loss - CompressionModel.OriginalAccuracy,
                Math.Log(CompressionModel.Latency(network, recipe.Precision)) + latencyNoise,
                Math.Log(CompressionModel.Size(network, recipe.Precision)),
            ],
            [loss / CompressionModel.AllowedLoss - 1]);
    }

    public ImmutableArray<ImmutableArray<double>> Front(int points)
    {
        var every = Math.Max(1, CompressionFront.Points.Count / Math.Max(1, points));
        return [.. CompressionFront.Points.Where((_, i) => i % every == 0).Select(point => point.ToImmutableArray())];
    }

    private (double Accuracy, double Latency) Noise(Candidate candidate, double images, ulong seed)
    {
        if (seed == 0)
        {
            return (0, 0);
        }

        var genome = Genome.Of(Space, candidate);
        return (AccuracyNoise * CompressionNoise.Normal(genome, images, seed, "accuracy"), LatencyNoise * CompressionNoise.Normal(genome, images, seed, "latency"));
    }
}
