using AutoCompress.Search.Pareto;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Policy;

/// <summary>
/// Predicts what a trial's loss of accuracy becomes by further training: loss × (all images / images so far)^−<see cref="Exponent"/>, the power
/// law of learning curves (Hestness et al. 2017; used for early decisions by Domhan et al. 2015). The exponent starts at
/// <see cref="PriorExponent"/> and is learned from the study's own refinements.
/// </summary>
internal sealed class LearningCurve
{
    /// <summary>Half the loss at four times the images. Careful: a ResNet-8 at half width was seen to halve it at twice the images.</summary>
    public const double PriorExponent = 0.5;

    /// <summary>How far exponents are assumed to scatter before any is known.</summary>
    private const double PriorDeviation = 0.25;

    /// <summary>So many refinements weigh as much as the prior.</summary>
    private const double PriorWeight = 2;

    /// <summary>Spread of the logarithm of the loss around its prediction (logistic scale).</summary>
    private const double Spread = 0.25;

    private const double LargestExponent = 1.5;

    /// <summary>Losses below this are noise of a selection split; no power law says anything about them.</summary>
    private const double SmallestLoss = 5e-4;

    public LearningCurve(StudyHistory history, IReadOnlyDictionary<Metric, Measurement>? original)
    {
        var before = history.Completed.ToDictionary(c => c.Trial.Number, c => c);
        var exponents = new List<double>();
        foreach (var (trial, result) in history.Completed)
        {
            if (trial.ContinuesFrom is { } number && before.TryGetValue(number, out var below)
                && below.Trial.Candidate.Equals(trial.Candidate) && Lineage.Images(history, below.Trial) is > 0 and var trained
                && AccuracyAllowance.Loss(original, below.Result.Values) is > SmallestLoss and var loss
                && AccuracyAllowance.Loss(original, result.Values) is { } after)
            {
                var more = 1 + Trained(trial, result) / (below.Trial.Fidelity.IsProbe ? Trained(below.Trial, below.Result) : trained);
                exponents.Add(Math.Clamp(Math.Log(loss / Math.Max(after, SmallestLoss)) / Math.Log(more), 0, LargestExponent));
            }
        }

        Exponent = (PriorWeight * PriorExponent + exponents.Sum()) / (PriorWeight + exponents.Count);
        var variance = (PriorWeight * PriorDeviation * PriorDeviation + exponents.Sum(exponent => (exponent - Exponent) * (exponent - Exponent)))
            / (PriorWeight + exponents.Count);
        Steepest = Math.Min(LargestExponent, Exponent + 2 * Math.Sqrt(variance));
    }

    public double Exponent { get; }

    /// <summary>The exponent that hardly any candidate exceeds: two standard deviations above the mean.</summary>
    public double Steepest { get; }

    /// <summary>The loss to expect after <paramref name="furtherImages"/> more than the <paramref name="images"/> that left <paramref name="loss"/>.</summary>
    public double Predict(double loss, double images, double furtherImages) => Fall(loss, images, furtherImages, Exponent);

    /// <summary>The least loss that may be left after <paramref name="furtherImages"/> more than the <paramref name="images"/> that left <paramref name="loss"/>.</summary>
    public double Best(double loss, double images, double furtherImages) => Fall(loss, images, furtherImages, Steepest);

    private static double Fall(double loss, double images, double furtherImages, double exponent) =>
        loss <= 0 ? loss : loss * Math.Pow(1 + furtherImages / Math.Max(1, images), -exponent);

    /// <summary>The probability that a loss predicted as <paramref name="predicted"/> turns out to be at most <paramref name="limit"/>.</summary>
    public static double Probability(double predicted, double limit) =>
        limit <= 0 ? (predicted <= limit ? 1 : 0) : 1 / (1 + Math.Pow(Math.Max(predicted, SmallestLoss) / limit, 1 / Spread));

    /// <summary>Samples that a trial was trained on: what its cost says (a time limit may have cut it short), else what was planned.</summary>
    private static double Trained(Trial trial, TrialResult.Completed result) =>
        result.Cost.TrainedImages > 0 ? result.Cost.TrainedImages : Math.Max(1, trial.Fidelity.Images + trial.Fidelity.QuantizationAwareImages);
}
