using System.Collections.Immutable;
using AutoCompress.Search.Pareto;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Policy;

/// <summary>
/// The best that may still become of a trial: its size and latency are known whatever it is trained, and its loss of accuracy falls along the steepest
/// curve that the study's own rungs leave possible. Only a trial whose optimistic point is beaten is given up; doubt is no reason.
/// </summary>
internal sealed class Optimism
{
    private readonly StudyHistory _history;
    private readonly IReadOnlyDictionary<Metric, Measurement>? _original;
    private readonly ObjectiveSet _objectives;
    private readonly LearningCurve _curve;
    private readonly ImmutableArray<ParetoPoint> _front;
    private readonly bool _isBounded;

    public Optimism(StudyHistory history, IReadOnlyDictionary<Metric, Measurement>? original, LearningCurve curve)
    {
        (_history, _original, _curve, _objectives) = (history, original, curve, ObjectiveSet.Of(history.Spec));
        var feasible = ParetoFront.PointsOf(history).Where(point => point.Violation == 0).ToList();
        var fronts = new FrontSort().Sort([.. feasible.Select(point => point.Costs)], _ => 0, enough: 1);
        _front = fronts.IsEmpty ? [] : [.. fronts[0].Select(i => feasible[i])];

        // What other measures of quality can become at best, nobody knows.
        _isBounded = history.Spec.Objectives.All(metric => !metric.IsQuality() || metric is Metric.Accuracy or Metric.MacroF1 or Metric.AccuracyDrop);
    }

    /// <summary>Whether a completed trial of another candidate, one that keeps the constraints, beats all that <paramref name="trial"/> can become.</summary>
    /// <param name="trial">Completed.</param>
    public bool IsBeaten(Trial trial) =>
        BestValues(trial) is { } values && _objectives.TryCosts(values, out var costs) && IsBeaten(trial.Candidate, costs);

    /// <summary>Whether a completed trial of another candidate, one that keeps the constraints, beats <paramref name="costs"/>.</summary>
    public bool IsBeaten(Spaces.Candidate candidate, double[] costs) =>
        _front.Any(point => !point.Trial.Candidate.Equals(candidate) && Dominance.Dominates(point.Costs.AsSpan(), costs));

    /// <summary>The values at the good ends of their intervals, with the least loss that full training may leave; null where that has no bound.</summary>
    private ImmutableSortedDictionary<Metric, Measurement>? BestValues(Trial trial)
    {
        var values = ((TrialResult.Completed)trial.Result!).Values;
        if (!_isBounded || AccuracyAllowance.Loss(_original, values) is not { } loss)
        {
            return null;
        }

        var low = values.TryGetValue(Metric.AccuracyDrop, out var drop) ? drop.Low ?? loss : loss;
        var trained = Lineage.Images(_history, trial);
        var full = RefinementSchedule.MostProbes * (double)Math.Max(1, _history.Spec.Training.ProbeImages);
        var least = trained > 0 ? _curve.Best(low, trained, Math.Max(0, full - trained)) : Math.Min(0, low);
        var best = Foresight.WithLoss(values, loss, least);
        return values.TryGetValue(Metric.Latency, out var latency)
            ? best.SetItem(Metric.Latency, Measurement.Estimated(latency.Low ?? latency.Value))
            : best;
    }
}
