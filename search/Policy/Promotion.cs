using System.Collections.Immutable;
using AutoCompress.Search.Pareto;
using AutoCompress.Search.Planning;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Policy;

/// <summary>
/// Chooses which probes are worth refinement: the ones that raise the expected best gain the most, as expected improvement does (Jones,
/// Schonlau and Welch 1998).
/// </summary>
/// <remarks>
/// A probe need not keep the accuracy constraint itself; what counts is the loss that its refinement is predicted to leave.
/// <list type="number">
/// <item>Four limits of loss matter: a sixth, a third, two thirds and all of the study's <see cref="AccuracyAllowance"/>. What the user will
/// take lies somewhere between "hardly worse" and "just good enough", so each stretch wants its point.</item>
/// <item>A finished trial offers its <see cref="Gain"/> under a limit or not at all; a running refinement, or a probe that would be refined,
/// offers it with the probability that <see cref="LearningCurve"/> gives.</item>
/// <item>The value of a set of trials is, summed over the limits, the expected largest gain among the offers. The probe that adds most to
/// the value of what is finished and running is next: a bold one first, a safer one behind it as a hedge.</item>
/// <item>Probes whose MACs and bytes are within 3 % of a refined one are passed over: they would succeed or fail with it.</item>
/// </list>
/// </remarks>
internal sealed class Promotion
{
    private const double TwinTolerance = 0.03;
    private static readonly double[] AllowanceShares = [1 / 6.0, 1 / 3.0, 2 / 3.0, 1];
    private readonly StudyHistory _history;
    private readonly IReadOnlyDictionary<Metric, Measurement> _original;
    private readonly LearningCurve _curve;
    private readonly CostModel _costs;
    private readonly double _allowance;

    public Promotion(StudyHistory history, IReadOnlyDictionary<Metric, Measurement> original, ModelAnalysis analysis)
    {
        (_history, _original, _costs) = (history, original, new(analysis));
        _curve = new(history, original);
        _allowance = AccuracyAllowance.Of(history.Spec, original);
    }

    /// <summary>Completed probes that were trained, have a known loss, and were not promoted yet, whatever became of it.</summary>
    public ImmutableArray<Trial> Eligible() =>
    [
        .. from done in _history.Completed
           where done.Trial.Fidelity is { Rung: 0, Images: > 0 }
               && _history.Trials.All(other => other.ContinuesFrom != done.Trial.Number)
               && AccuracyAllowance.Loss(_original, done.Result.Values) is not null
           select done.Trial,
    ];

    /// <summary>The probe to refine next; null when none is eligible.</summary>
    /// <param name="images">The further samples that a probe's refinement would train on.</param>
    public Trial? Next(Func<Trial, double> images)
    {
        var refined = _history.Trials.Where(trial => trial.Fidelity.Rung > 0 && trial.Result is null or TrialResult.Completed).ToList();
        var eligible = Eligible();
        var apart = eligible.Where(probe => !refined.Exists(other => AreTwins(probe, other))).ToImmutableArray();
        var standing = Standing().ToList();
        var value = Value(standing);
        return (apart.IsEmpty ? eligible : apart)
            .OrderByDescending(probe => Value([.. standing, Offer(probe, images(probe))]) - value)
            .ThenByDescending(GainOf).ThenBy(probe => probe.Number)
            .FirstOrDefault();
    }

    /// <summary>The loss that <paramref name="probe"/> is predicted to be left with.</summary>
    public double Predicted(Trial probe, double furtherImages) =>
        _curve.Predict(AccuracyAllowance.Loss(_original, Values(probe)) ?? 1, probe.Fidelity.Images, furtherImages);

    private IEnumerable<(double Gain, double[] Chances)> Standing()
    {
        foreach (var trial in _history.Trials)
        {
            if (trial.Result is TrialResult.Completed done && AccuracyAllowance.Loss(_original, done.Values) is { } loss)
            {
                yield return (GainOf(trial), [.. AllowanceShares.Select(share => loss <= share * _allowance ? 1.0 : 0)]);
            }
            else if (trial is { IsRunning: true, ContinuesFrom: { } number }
                && _history.Trials.FirstOrDefault(t => t.Number == number) is { Result: TrialResult.Completed } probe)
            {
                yield return Offer(probe, trial.Fidelity.Images + trial.Fidelity.QuantizationAwareImages);
            }
        }
    }

    private (double Gain, double[] Chances) Offer(Trial probe, double images)
    {
        var predicted = Predicted(probe, images);
        return (GainOf(probe), [.. AllowanceShares.Select(share => LearningCurve.Probability(predicted, share * _allowance))]);
    }

    /// <summary>Offers are independent: going down the gains, each one counts as far as none above it succeeds. No success is worth 0.</summary>
    private static double Value(List<(double Gain, double[] Chances)> offers)
    {
        var total = 0.0;
        for (var limit = 0; limit < AllowanceShares.Length; limit++)
        {
            var nobodyYet = 1.0;
            foreach (var (gain, chances) in offers.Where(offer => offer.Gain > 0).OrderByDescending(offer => offer.Gain))
            {
                total += nobodyYet * chances[limit] * gain;
                nobodyYet *= 1 - chances[limit];
            }
        }

        return total;
    }

    private double GainOf(Trial trial) => Gain.Of(_history.Spec.Objectives, _original, Values(trial));

    private static ImmutableSortedDictionary<Metric, Measurement> Values(Trial trial) => ((TrialResult.Completed)trial.Result!).Values;

    private bool AreTwins(Trial a, Trial b)
    {
        var (x, y) = (_costs.Of(a.Candidate), _costs.Of(b.Candidate));
        return Near(x.Macs, y.Macs) && Near(x.Bytes, y.Bytes);

        static bool Near(double one, double other) => Math.Abs(one - other) <= TwinTolerance * Math.Max(one, other);
    }
}
