using AutoCompress.Spaces;

namespace AutoCompress.Engine.Quantizing.Calibration;

/// <summary>Chooses the range that an activation's quantizer shall represent.</summary>
public static class RangeEstimator
{
    public static ValueRange Estimate(ValueHistogram histogram, CalibrationMethod method) => method switch
    {
        CalibrationMethod.MinMax => MinMax(histogram),
        CalibrationMethod.Percentile => PercentileRange.Of(histogram, PercentileRange.Default),
        CalibrationMethod.Mse => LeastSquaresRange.Of(histogram),
        CalibrationMethod.Entropy => EntropyRange.Of(histogram),
        _ => throw new ArgumentOutOfRangeException(nameof(method)),
    };

    internal static ValueRange MinMax(ValueHistogram histogram) => new(histogram.Min, histogram.Max);
}
