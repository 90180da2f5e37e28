using AutoCompress.Search.Pareto;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Policy;

/// <summary>
/// Predicts what a probe's loss of accuracy becomes by further training: loss × (images / probe images)^−<see cref="Exponent"/>, the power
/// law of learning curves (Hestness et al. 2017; used for early decisions by Domhan et al. 2015). The exponent starts at
/// <see cref="PriorExponent"/> and is learned from the study's own refinements.
/// </summary>
internal sealed class LearningCurve
{
    /// <summary>Half the loss at four times the images. Careful: a ResNet-8 at half width was seen to halve it at twice the images.</summary>
    public const double PriorExponent = 0.5;

    /// <summary>So many refinements weigh as much as the prior.</summary>
    private const double PriorWeight = 2;

    /// <summary>Spread of the logarithm of the loss around its prediction (logistic scale).</summary>
    private const double Spread = 0.25;

    private const double LargestExponent = 1.5;

    /// <summary>Losses below this are noise of a selection split; no power law says anything about them.</summary>
    private const double SmallestLoss = 5e-4;

    public LearningCurve(StudyHistory history, IReadOnlyDictionary<Metric, Measurement>? original)
    {
        var probes = history.Completed.ToDictionary(c => c.Trial.Number, c => c);
        var exponents = new List<double>();
        foreach (var (trial, result) in history.Completed)
        {
            if (trial.ContinuesFrom is { } number && probes.TryGetValue(number, out var probe) && probe.Trial.Fidelity.Images > 0
                && AccuracyAllowance.Loss(original, probe.Result.Values) is > SmallestLoss and var before
                && AccuracyAllowance.Loss(original, result.Values) is { } after)
            {
                var more = 1 + Trained(trial, result) / Trained(probe.Trial, probe.Result);
                exponents.Add(Math.Clamp(Math.Log(before / Math.Max(after, SmallestLoss)) / Math.Log(more), 0, LargestExponent));
            }
        }

        Exponent = (PriorWeight * PriorExponent + exponents.Sum()) / (PriorWeight + exponents.Count);
    }

    public double Exponent { get; }

    /// <summary>The loss to expect after <paramref name="furtherImages"/> more than the <paramref name="probeImages"/> that left <paramref name="loss"/>.</summary>
    public double Predict(double loss, double probeImages, double furtherImages) =>
        loss <= 0 ? loss : loss * Math.Pow(1 + furtherImages / Math.Max(1, probeImages), -Exponent);

    /// <summary>The probability that a loss predicted as <paramref name="predicted"/> turns out to be at most <paramref name="limit"/>.</summary>
    public static double Probability(double predicted, double limit) =>
        limit <= 0 ? (predicted <= limit ? 1 : 0) : 1 / (1 + Math.Pow(Math.Max(predicted, SmallestLoss) / limit, 1 / Spread));

    /// <summary>Samples that a trial was trained on: what its cost says (a time limit may have cut it short), else what was planned.</summary>
    private static double Trained(Trial trial, TrialResult.Completed result) =>
        result.Cost.TrainedImages > 0 ? result.Cost.TrainedImages : Math.Max(1, trial.Fidelity.Images + trial.Fidelity.QuantizationAwareImages);
}
