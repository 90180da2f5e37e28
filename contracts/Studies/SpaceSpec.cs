using System.Collections.Immutable;
using AutoCompress.Spaces;

namespace AutoCompress.Studies;

/// <summary>What the search may vary.</summary>
public sealed record SpaceSpec
{
    /// <summary>Smallest share of a group's channels that may be kept, in (0, 1].</summary>
    public double MinKeep { get; init; } = 0.2;

    public ImmutableArray<Precision> Precisions { get; init; } =
        [Precision.Fp32, Precision.Fp16, Precision.WeightInt8, Precision.DynamicInt8, Precision.Int8];

    public ImmutableArray<PruningCriterion> Criteria { get; init; } =
        [PruningCriterion.L1, PruningCriterion.L2, PruningCriterion.BatchNormGamma, PruningCriterion.Taylor];

    public ImmutableArray<CalibrationMethod> Calibrations { get; init; } =
        [CalibrationMethod.MinMax, CalibrationMethod.Percentile, CalibrationMethod.Mse, CalibrationMethod.Entropy];
}
