using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Policy;

/// <summary>Divides the time that is left for refinement among the points that are still to be refined.</summary>
/// <remarks>
/// With more points than slots they run in rounds, and each round gets an equal share of what is left when it starts, so that the last
/// one uses up what earlier ones saved.
/// </remarks>
internal sealed class RefinementSchedule
{
    /// <summary>
    /// Share of an int8 point's samples that train the quantized graph. Small: 8 bits lose some tenths of a point, and a sample that trains
    /// the float graph brings more.
    /// </summary>
    public const double QuantizationAwareShare = 0.1;

    /// <summary>A quantization-aware step costs so many times a plain one (1.4 to 1.5 was measured).</summary>
    private const double QuantizationAwareCost = 1.5;

    /// <summary>A refinement trains at least so many times as long as a probe, or fewer points are refined.</summary>
    private const double WorthwhileProbes = 3;

    /// <summary>Nor more than this: the curve is flat by then, whatever the budget says.</summary>
    public const double MostProbes = 100;

    private const double OverheadMargin = 1.25;
    private const double SecondsAtLeast = 2;
    private readonly StudySpec _spec;
    private readonly TrialEconomics _economics;
    private readonly double _overhead;

    /// <param name="now">Active seconds.</param>
    /// <param name="slots">Refinements that run at once.</param>
    /// <param name="pointsLeft">Points that may still be promoted.</param>
    public RefinementSchedule(StudySpec spec, TrialEconomics economics, TimePlan plan, double now, int slots, int pointsLeft)
    {
        (_spec, _economics) = (spec, economics);
        var left = plan.RefineUntil - now;

        // Those that end together wait for each other at the one measuring slot.
        _overhead = OverheadMargin * economics.Overhead * Math.Min(slots, Math.Max(1, pointsLeft));
        var worthwhile = _overhead + Math.Max(SecondsAtLeast, WorthwhileProbes * economics.ProbeTraining);
        Points = Math.Min(pointsLeft, Math.Max((int)(left / worthwhile) * slots, left >= MinimumSeconds ? 1 : 0));
        var rounds = Math.Max(1, (Points + slots - 1) / slots);
        TrainingSeconds = Math.Round(Math.Max(0, left / rounds - _overhead), 1);
    }

    /// <summary>Points that can still be refined so that it pays; 0 when the time is over.</summary>
    public int Points { get; }

    /// <summary>Training seconds for each.</summary>
    public double TrainingSeconds { get; }

    private double MinimumSeconds => _overhead + Math.Max(SecondsAtLeast, _economics.ProbeTraining);

    /// <summary>The fidelity of <paramref name="probe"/>'s refinement: the samples that fit into the time at the probe's measured rate.</summary>
    public Fidelity For(Trial probe)
    {
        var quantizes = probe.Candidate.Precision() == Precision.Int8;
        var share = quantizes ? QuantizationAwareShare : 0;
        var costOfOne = 1 + share * (QuantizationAwareCost - 1);
        var fits = TrainingSeconds * _economics.ImagesPerSecond(probe) / costOfOne;
        var images = Math.Min(fits, MostProbes * Math.Max(1, _spec.Training.ProbeImages));
        return new(probe.Fidelity.Rung + 1, WholeBatches((1 - share) * images), WholeBatches(share * images), TrainingSeconds);
    }

    private int WholeBatches(double images) => (int)(images / _spec.Training.BatchSize) * _spec.Training.BatchSize;
}
