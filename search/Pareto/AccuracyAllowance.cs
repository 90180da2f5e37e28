using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Search.Pareto;

/// <summary>How much accuracy a study is ready to lose.</summary>
public static class AccuracyAllowance
{
    /// <summary>The allowance where the study sets none: 0.03, three points.</summary>
    public const double Default = 0.03;

    /// <summary>
    /// The largest loss that the study's constraints allow, at least 0: the smaller of the bound on <see cref="Metric.AccuracyDrop"/> and
    /// the original's accuracy minus the bound on <see cref="Metric.Accuracy"/>; <see cref="Default"/> without either.
    /// </summary>
    /// <param name="original">The original's values; null while they are unknown.</param>
    public static double Of(StudySpec spec, IReadOnlyDictionary<Metric, Measurement>? original)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var allowed = double.PositiveInfinity;
        if (spec.Constraints.TryGetValue(Metric.AccuracyDrop, out var drop))
        {
            allowed = drop;
        }

        if (spec.Constraints.TryGetValue(Metric.Accuracy, out var least) && original is not null && original.TryGetValue(Metric.Accuracy, out var own))
        {
            allowed = Math.Min(allowed, own.Value - least);
        }

        return double.IsPositiveInfinity(allowed) ? Default : Math.Max(0, allowed);
    }

    /// <summary>The accuracy that a model lost: its measured drop, else the difference to the original; null when neither is known.</summary>
    public static double? Loss(IReadOnlyDictionary<Metric, Measurement>? original, IReadOnlyDictionary<Metric, Measurement> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.TryGetValue(Metric.AccuracyDrop, out var drop))
        {
            return drop.Value;
        }

        return original is not null && original.TryGetValue(Metric.Accuracy, out var reference) && values.TryGetValue(Metric.Accuracy, out var own)
            ? reference.Value - own.Value
            : null;
    }
}
