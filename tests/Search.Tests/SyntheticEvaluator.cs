using System.Collections.Immutable;
using AutoCompress.Search.Planning;
using AutoCompress.Spaces;
using AutoCompress.Trials;

namespace AutoCompress.Search.Tests;

/// <summary>
/// A network by formula: cut groups lose accuracy by their own sensitivity, training mends it by a power law, int8 costs a little, and
/// latency and size follow the cost model. Deterministic; the shape follows what the demo network showed when it was tried.
/// </summary>
internal sealed class SyntheticEvaluator(ModelAnalysis analysis)
{
    private const double OriginalAccuracy = 0.926;
    private const double FullLatency = 0.319;
    private static readonly double[] Fragility = [1.6, 0.5, 0.8, 1.2, 0.4, 0.6];
    private readonly CostModel _costs = new(analysis);
    private readonly CandidateCost _full = new CostModel(analysis).Of(new Candidate([]));

    /// <param name="images">All samples trained so far, over all rungs.</param>
    /// <param name="quantizationAware">Of these, those that trained the quantized graph.</param>
    public TrialResult.Completed Evaluate(Candidate candidate, double images, double quantizationAware, TrialCost? cost = null)
    {
        var drop = Drop(candidate, images, quantizationAware);
        var costs = _costs.Of(candidate);
        return Fixtures.Completed(OriginalAccuracy - drop, Latency(candidate, costs), Math.Round(costs.Bytes), drop, cost);
    }

    /// <summary>Samples a second of fp32 training on one core: 1,650 at half width.</summary>
    public double Throughput(Candidate candidate) => 1650 * Math.Pow(0.27 / (_costs.Of(candidate).Macs / _full.Macs), 0.8);

    private double Drop(Candidate candidate, double images, double quantizationAware)
    {
        var damage = 0.0;
        for (var i = 0; i < analysis.Groups.Length; i++)
        {
            var cut = 1 - candidate.Number(GeneNames.Keep(analysis.Groups[i].Name), 1);
            damage += Fragility[i] * cut * cut * cut;
        }

        var rate = candidate.Number(GeneNames.LearningRate, 0.05) / 0.05;
        var clumsy = 1 + 0.15 * Math.Pow(Math.Log2(rate), 2) + 0.2 * Math.Abs(candidate.Number(GeneNames.Alpha, 0.7) - 0.7);
        var learned = 0.064 * damage * clumsy * Math.Pow(Math.Max(images, 500) / 8000, -0.6);
        return learned + FormatLoss(candidate) * (quantizationAware > 0 ? 0.3 : 1);
    }

    private static double FormatLoss(Candidate candidate) => candidate.Choice(GeneNames.Precision, "fp32") switch
    {
        "int8" => candidate.Choice(GeneNames.Calibration, "min-max") switch { "min-max" => 0.004, "entropy" => 0.003, _ => 0.002 },
        "dynamic-int8" => 0.002,
        "weight-int8" => 0.001,
        _ => 0,
    };

    private double Latency(Candidate candidate, CandidateCost cost)
    {
        var float32 = 0.02 + (FullLatency - 0.02) * Math.Pow(cost.Macs / _full.Macs, 0.85);
        return float32 * candidate.Choice(GeneNames.Precision, "fp32") switch
        {
            "int8" => 0.42,
            "dynamic-int8" => 0.9,
            "weight-int8" => 2.0,
            "fp16" => 1.6,
            _ => 1,
        };
    }
}
