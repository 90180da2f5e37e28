using AutoCompress.Search.Planning;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Policy;

/// <summary>What trials cost on this machine, learned from those that finished.</summary>
internal sealed class TrialEconomics
{
    /// <summary>Assumed before any probe finished: samples of training in a second, and seconds around the training.</summary>
    private const double AssumedImagesPerSecond = 1000;
    private const double AssumedOverhead = 5;

    private const double ProbeShareAtMost = 1 / 20.0;
    private const double ProbeTrainingAtLeast = 2;
    private readonly CostModel _costs;
    private readonly List<(Trial Trial, TrialCost Cost)> _trained;

    public TrialEconomics(ModelAnalysis analysis, StudyHistory history)
    {
        _costs = new(analysis);
        _trained = [.. history.Completed.Where(c => c.Result.Cost is { TrainingSeconds: > 0, TrainedImages: > 0 }).Select(c => (c.Trial, c.Result.Cost))];
        ProbeLimit = Math.Max(ProbeTrainingAtLeast, ProbeShareAtMost * history.Spec.Budget.Time.TotalSeconds);
        var overheads = _trained.Select(t => Math.Max(0, t.Cost.Seconds - t.Cost.TrainingSeconds)).Order().ToList();
        Overhead = overheads.Count > 0 ? Quantile(overheads, 0.75) : AssumedOverhead;
        var probes = _trained.Where(t => t.Trial.Fidelity.IsProbe).ToList();
        ProbeTraining = probes.Count > 0
            ? Quantile([.. probes.Select(p => p.Cost.TrainingSeconds).Order()], 0.75)
            : Math.Min(ProbeLimit, history.Spec.Training.ProbeImages / AssumedImagesPerSecond);
    }

    /// <summary>Training seconds that a probe may take: a twentieth of the budget, so that a slow model still gets some probes.</summary>
    public double ProbeLimit { get; }

    /// <summary>Training seconds of a typical (75th percentile) probe.</summary>
    public double ProbeTraining { get; }

    /// <summary>Seconds of a typical trial that are not training: pruning, calibration, export, measuring.</summary>
    public double Overhead { get; }

    /// <summary>Seconds of a typical probe, from start to result.</summary>
    public double ProbeSeconds => ProbeTraining + Overhead;

    /// <summary>
    /// Samples of fp32 training in a second for <paramref name="trial"/>: its own measured rate, else the median of the others' in
    /// inverse proportion to the MACs.
    /// </summary>
    public double ImagesPerSecond(Trial trial)
    {
        var own = _trained.FirstOrDefault(t => t.Trial.Number == trial.Number).Cost;
        if (own is not null)
        {
            return own.TrainedImages / own.TrainingSeconds;
        }

        var macs = Math.Max(1, _costs.Of(trial.Candidate).Macs);
        var rates = _trained.Select(t => t.Cost.TrainedImages / t.Cost.TrainingSeconds * _costs.Of(t.Trial.Candidate).Macs / macs).Order().ToList();
        return rates.Count > 0 ? Quantile(rates, 0.5) : AssumedImagesPerSecond;
    }

    private static double Quantile(List<double> sorted, double share) => sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))];
}
