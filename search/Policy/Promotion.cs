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
/// <item>Behind the first four, each for its limit, further points are there for the front: the largest gain of hypervolume is next, from the original to
/// the allowance, each refinement counted as predicted.</item>
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
    private readonly Optimism _optimism;
    private ImmutableArray<Trial>? _eligible;

    public Promotion(StudyHistory history, IReadOnlyDictionary<Metric, Measurement> original, ModelAnalysis analysis)
    {
        (_history, _original, _costs) = (history, original, new(analysis));
        _curve = new(history, original);
        _allowance = AccuracyAllowance.Of(history.Spec, original);
        _optimism = new(history, original, _curve);
    }

    /// <summary>Completed probes and intermediate trials that have a known loss, were not promoted yet, whatever became of it, and may still reach the front.</summary>
    public ImmutableArray<Trial> Eligible() => _eligible ??= Find(Lineage.Promoted(_history));

    private ImmutableArray<Trial> Find(HashSet<int> promoted) =>
    [
        .. from done in _history.Completed
           where done.Trial.Fidelity is { IsUntrained: false, IsRefinement: false }
               && !promoted.Contains(done.Trial.Number)
               && !_optimism.IsBeaten(done.Trial)
               && AccuracyAllowance.Loss(_original, done.Result.Values) is not null
           select done.Trial,
    ];

    /// <summary>The probe to refine next; null when none is eligible.</summary>
    /// <param name="images">The further samples that a probe's refinement would train on.</param>
    public Trial? Next(Func<Trial, double> images)
    {
        var refined = _history.Trials.Where(trial => trial.Fidelity.IsRefinement && trial.Result is null or TrialResult.Completed).ToList();
        var eligible = Eligible();
        var apart = eligible.Where(probe => !refined.Exists(other => AreTwins(probe, other))).ToImmutableArray();
        if (refined.Count >= AllowanceShares.Length)
        {
            return MostVolume(apart.IsEmpty ? eligible : apart, images); // 5
        }

        var standing = Standing().ToList();
        var value = Value(standing);
        return (apart.IsEmpty ? eligible : apart)
            .OrderByDescending(probe => Value([.. standing, Offer(probe, images(probe))]) - value)
            .ThenByDescending(GainOf).ThenBy(probe => probe.Number)
            .FirstOrDefault();
    }

    private Trial? MostVolume(ImmutableArray<Trial> eligible, Func<Trial, double> images)
    {
        var objectives = ObjectiveSet.Of(_history.Spec);
        if (!objectives.TryCosts(Foresight.WithLoss(_original.ToImmutableSortedDictionary(), 0, _allowance), out var reference))
        {
            return null;
        }

        var front = ParetoFront.PointsOf(_history).Where(point => point.Violation == 0).Select(point => (IReadOnlyList<double>)point.Costs).ToList();
        foreach (var running in _history.Trials.Where(trial => trial is { IsRunning: true, ContinuesFrom: not null }))
        {
            if (_history.Trials[running.ContinuesFrom!.Value - 1] is { Result: TrialResult.Completed } below
                && Costs(below, running.Fidelity.Images + running.Fidelity.QuantizationAwareImages) is { } costs)
            {
                front.Add(costs);
            }
        }

        var now = Hypervolume.Of(front, reference);
        return eligible
            .OrderByDescending(trial => Costs(trial, images(trial)) is { } costs ? Hypervolume.Of([.. front, costs], reference) - now : 0)
            .ThenByDescending(GainOf).ThenBy(trial => trial.Number)
            .FirstOrDefault();

        double[]? Costs(Trial trial, double further)
        {
            var loss = AccuracyAllowance.Loss(_original, Values(trial)) ?? 1;
            return objectives.TryCosts(Foresight.WithLoss(Values(trial), loss, Predicted(trial, further)), out var costs) ? costs : null;
        }
    }

    /// <summary>The loss that <paramref name="probe"/> is predicted to be left with.</summary>
    public double Predicted(Trial probe, double furtherImages) =>
        _curve.Predict(AccuracyAllowance.Loss(_original, Values(probe)) ?? 1, Lineage.Images(_history, probe), furtherImages);

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
