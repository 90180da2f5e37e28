using System.Collections.Immutable;
using AutoCompress.Search.Pareto;
using AutoCompress.Search.Planning;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Policy;

/// <summary>
/// Finds candidates whose training is done: a network that was trained further than a probe, in another number format. The stage cache has all of it but the
/// quantization, so such a trial costs no training step.
/// </summary>
/// <remarks>
/// A format is proposed when its point would not be beaten: the trained network's accuracy at the good end of its interval, its latency times what the format
/// does to the uncut model, and the estimated size.
/// </remarks>
internal sealed class SharedTraining
{
    private readonly StudyHistory _history;
    private readonly ImmutableArray<string> _formats;
    private readonly ImmutableArray<string> _calibrations;
    private readonly CostModel _costs;
    private readonly Optimism _optimism;
    private readonly ObjectiveSet _objectives;
    private readonly Dictionary<string, double> _latencies;

    /// <param name="space">With the formats that are worth trying.</param>
    public SharedTraining(SearchSpace space, ModelAnalysis analysis, StudyHistory history, IReadOnlyDictionary<Metric, Measurement>? original)
    {
        (_history, _costs, _objectives) = (history, new(analysis), ObjectiveSet.Of(history.Spec));
        _optimism = new(history, original, new(history, original));
        _formats = Choices(space, GeneNames.Precision);
        _calibrations = Choices(space, GeneNames.Calibration);
        _latencies = history.Completed
            .Where(done => done.Trial.Fidelity.IsUntrained && !done.Trial.Candidate.IsCut() && done.Result.Values.ContainsKey(Metric.Latency))
            .GroupBy(done => KebabCase.Of(done.Trial.Candidate.Precision()))
            .ToDictionary(same => same.Key, same => same.First().Result.Values[Metric.Latency].Value, StringComparer.Ordinal);
    }

    /// <summary>Whether <paramref name="trial"/> is one of these: it goes on from the training of another candidate.</summary>
    public static bool IsShared(StudyHistory history, Trial trial) =>
        trial.ContinuesFrom is { } number && !history.Trials[number - 1].Candidate.Equals(trial.Candidate);

    /// <summary>The first such candidate, of the oldest trained trial; null when there is none.</summary>
    /// <param name="intermediate">Whether trials of intermediate rungs count, not only fully trained ones.</param>
    public Proposal? Next(bool intermediate)
    {
        foreach (var (trial, result) in _history.Completed.Where(done => done.Trial.Fidelity.Rung > 0 && (intermediate || done.Trial.Fidelity.IsRefinement)))
        {
            if (IsShared(_history, trial))
            {
                continue;
            }

            foreach (var format in _formats)
            {
                if (format != KebabCase.Of(trial.Candidate.Precision()) && In(format, trial, result) is { } proposal)
                {
                    return proposal;
                }
            }
        }

        return null;
    }

    private Proposal? In(string format, Trial trial, TrialResult.Completed trained)
    {
        var candidate = Stored(trial.Candidate, format);
        return Foreseen(candidate, format, trial, trained) is { } costs
            && !_history.Trials.Any(other => other.Fidelity.Rung >= trial.Fidelity.Rung && other.ContinuesFrom == trial.ContinuesFrom && KebabCase.Of(other.Candidate.Precision()) == format)
            && !_optimism.IsBeaten(candidate, costs)
                ? new(
                    candidate, trial.Fidelity with { QuantizationAwareImages = 0 }, $"shares the training of {trial.Number}", trial.ContinuesFrom,
                    Lineage.Images(_history, trial))
                : null;
    }

    private Candidate Stored(Candidate candidate, string format)
    {
        var values = candidate.Values.SetItem(GeneNames.Precision, GeneValue.Of(format)).Remove(GeneNames.Calibration);
        return new(format == KebabCase.Of(Precision.Int8) && !_calibrations.IsEmpty
            ? values.SetItem(GeneNames.Calibration, GeneValue.Of(BestCalibration()))
            : values);
    }

    /// <summary>The calibration that most int8 points of the front have; where there are none, the middle one of those on offer.</summary>
    private string BestCalibration() => ParetoFront.Of(_history).Points
        .Select(point => point.Trial.Candidate.Choice(GeneNames.Calibration, ""))
        .Where(calibration => _calibrations.Contains(calibration))
        .GroupBy(calibration => calibration).OrderByDescending(same => same.Count()).ThenBy(same => same.Key, StringComparer.Ordinal)
        .FirstOrDefault()?.Key ?? _calibrations[_calibrations.Length / 2];

    /// <summary>The costs that <paramref name="candidate"/> may have; null where nothing says how fast its format is.</summary>
    private double[]? Foreseen(Candidate candidate, string format, Trial trial, TrialResult.Completed trained)
    {
        var values = trained.Values;
        if (values.TryGetValue(Metric.Latency, out var latency))
        {
            if (!_latencies.TryGetValue(format, out var other) || !_latencies.TryGetValue(KebabCase.Of(trial.Candidate.Precision()), out var own))
            {
                return null;
            }

            values = values.SetItem(Metric.Latency, Measurement.Estimated(latency.Value * other / own));
        }

        if (values.TryGetValue(Metric.Size, out var size))
        {
            values = values.SetItem(Metric.Size, Measurement.Estimated(size.Value * _costs.Of(candidate).Bytes / _costs.Of(trial.Candidate).Bytes));
        }

        foreach (var metric in _objectives.Metrics.Where(metric => metric.IsQuality()))
        {
            values = values.TryGetValue(metric, out var quality)
                ? values.SetItem(metric, Measurement.Estimated((metric.IsMaximised() ? quality.High : quality.Low) ?? quality.Value))
                : values;
        }

        return _objectives.TryCosts(values, out var costs) ? costs : null;
    }

    private static ImmutableArray<string> Choices(SearchSpace space, string name) => space.Genes.FirstOrDefault(gene => gene.Name == name) is ChoiceGene gene ? gene.Choices : [];
}
